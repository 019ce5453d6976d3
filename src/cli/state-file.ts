import { backupOf, readState } from "../state/store.ts";
import { quoteForShell } from "../ui/env-format/sh.ts";
import type { Context } from "./context.ts";
import { pathsOf } from "./paths.ts";

/** What is said of the state file where another one made what stands, and the commands that take that one. */
interface StateAdvice {
  readonly said: readonly string[];
  readonly fix: readonly string[];
}

/** How to come to the state file of a lineage: its backup first, then the one at the usual place, else the flag. */
export async function adviseState(context: Context, lineage: string | undefined): Promise<StateAdvice> {
  if (lineage === undefined) return { said: [], fix: [] };
  const said = await noState(context);
  const { stateFile: file, store, world, globals } = context;
  const usual = pathsOf({ world, globals: { ...globals, state: undefined } }).state;
  const backup = backupOf(file);
  const ways: readonly (readonly [file: string, command: string])[] = [
    [
      backup,
      store.isNew ? `cp ${quoteForShell(backup)} ${quoteForShell(file)}` : withState(world.argv, backup),
    ],
    [usual, withState(world.argv, usual)],
    [backupOf(usual), withState(world.argv, backupOf(usual))],
  ];
  for (const [place, command] of ways)
    if ((await lineageIn(place)) === lineage)
      return { said: [...said, `${place} has the lineage ${lineage}.`], fix: [command] };
  return { said, fix: [withState(world.argv, "FILE")] };
}

/** The command as it was typed, but with this state file. */
function withState(argv: readonly string[], file: string): string {
  const typed = argv.filter(
    (word, index) => word !== "--state" && argv[index - 1] !== "--state" && !word.startsWith("--state="),
  );
  return ["flashsale-setup", ...[...typed, "--state", file].map(quoteForShell)].join(" ");
}

/** That there is no state file, and whether its backup is there; nothing where there is one. */
export async function noState({ store, stateFile }: Pick<Context, "store" | "stateFile">): Promise<string[]> {
  if (!store.isNew) return [];
  const backup = backupOf(stateFile);
  const isKept = (await lineageIn(backup)) !== undefined;
  return [`There is no state file at ${stateFile}${isKept ? `; its backup ${backup} is there` : ""}.`];
}

/** A file that cannot be read is no way out. */
const lineageIn = (file: string): Promise<string | undefined> =>
  readState(file).then(
    (state) => state?.lineage,
    () => undefined,
  );
