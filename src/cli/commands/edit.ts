import { type Command, Option } from "commander";
import type { EditAbout } from "../../sections/about.ts";
import type { Edit } from "../../settings/commented.ts";
import { readChangeFlags } from "../change-flags.ts";
import type { Desk } from "../context.ts";
import { usage } from "../run-command.ts";
import { bringUp } from "./up.ts";

/** A subcommand that sets something and applies just that: `scale app --min 5`. */
export const applyEdit =
  (section: string, about: EditAbout) =>
  (desk: Desk, command: Command): Promise<number> =>
    bringUp(desk, {
      flags: readChangeFlags(command),
      section: about.section ?? section,
      edits: readEdits(command, about),
    });

function readEdits(command: Command, { flags, sets = [] }: EditAbout): readonly Edit[] {
  const given = command.opts<Record<string, string | undefined>>();
  const asked = flags.flatMap(({ flags: flag, key }): Edit[] => {
    const value = given[new Option(flag).attributeName()];
    return value === undefined ? [] : [[key, toValue(value)]];
  });
  const edits = [...sets, ...asked];
  if (edits.length > 0) return edits;
  const names = flags.map(({ flags: flag }) => flag.split(" ")[0]).join(", ");
  throw usage("NothingToSet", `Say what to set: at least one of ${names}.`);
}

/** Whole numbers are numbers, as they would be in the file; the schema judges the rest. */
const toValue = (text: string): string | number => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);
