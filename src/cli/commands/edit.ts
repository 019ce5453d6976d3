import { type Command, Option } from "commander";
import type { EditAbout } from "../../sections/about.ts";
import type { Edit } from "../../settings/commented.ts";
import { readChangeFlags } from "../change-flags.ts";
import { type Desk, openContext } from "../context.ts";
import { renderEc2 } from "../render/ec2.ts";
import { show } from "../render/show.ts";
import { usage } from "../run-command.ts";
import { bringUp } from "./up.ts";

/** A subcommand that sets something and applies just that: `scale app --min 5`. */
export const applyEdit =
  (section: string, about: EditAbout) =>
  (desk: Desk, command: Command): Promise<number> => {
    const { render, force } = command.opts<{ render?: string; force?: boolean }>();
    if (about.renders === true && render !== undefined) return renderInstead(desk, { render, force });
    return bringUp(desk, {
      flags: readChangeFlags(command),
      section: about.section ?? section,
      edits: readEdits(command, about),
    });
  };

/** Writes what the change would launch instances with, and changes nothing. */
async function renderInstead(
  desk: Desk,
  where: { readonly render: string; readonly force: boolean | undefined },
): Promise<number> {
  const context = await openContext(desk, { writes: false });
  try {
    await show(context, renderEc2(context), where);
    return 0;
  } finally {
    await context.close();
  }
}

function readEdits(command: Command, { flags, sets = [] }: EditAbout): readonly Edit[] {
  const given = command.opts<Record<string, string | undefined>>();
  const asked = flags.flatMap(({ flags: flag, key, list = false }): Edit[] => {
    const value = given[new Option(flag).attributeName()];
    return value === undefined ? [] : [[key, list ? toList(value) : toValue(value)]];
  });
  const edits = [...sets, ...asked];
  if (edits.length > 0) return edits;
  const names = flags.map(({ flags: flag }) => flag.split(" ")[0]).join(", ");
  throw usage("NothingToSet", `Say what to set: at least one of ${names}.`);
}

/** Whole numbers are numbers, as they would be in the file; the schema judges the rest. */
const toValue = (text: string): string | number => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);

const toList = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
