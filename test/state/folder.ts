import { mkdtempSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type State, stateSchema } from "../../src/state/format.ts";
import { StateStore } from "../../src/state/store.ts";

/** The state file of a stack in a folder of its own. */
export const newFile = (): string => join(mkdtempSync(join(tmpdir(), "state-")), "flashsale.state.json");

export const identity = { stack: "flashsale", accountId: "123456789012", region: "us-east-1" };

type StoreOptions = Parameters<typeof StateStore.open>[0];

/** A store that may write, of a state that is new unless the file is there. */
export const openStore = (file: string, part: Partial<StoreOptions> = {}): Promise<StateStore> =>
  StateStore.open({ file, identity, newLineage: () => "lineage-of-a-test", readOnly: false, ...part });

/** What is on disk, as the program itself would understand it. */
export const onDisk = async (file: string): Promise<State> =>
  stateSchema.parse(JSON.parse(await readFile(file, "utf8")));

/** Permission bits, such as `600`. */
export const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

/** All that stands in the folder of a file. */
export const namesBeside = (file: string): string[] => readdirSync(dirname(file)).sort();
