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
    const asked = askedEdits(command, about);
    if (about.renders === true && render !== undefined) return renderInstead(desk, asked, { render, force });
    const edits = demandEdits(about, asked);
    return bringUp(desk, { flags: readChangeFlags(command), section: about.section ?? section, edits });
  };

/** Writes what the change would launch instances with, and changes nothing. */
async function renderInstead(
  desk: Desk,
  edits: readonly Edit[],
  where: { readonly render: string; readonly force: boolean | undefined },
): Promise<number> {
  const context = await openContext(desk, { writes: false, edits });
  try {
    await show(context, renderEc2(context), where);
    return 0;
  } finally {
    await context.close();
  }
}

/** What the flags set. */
function askedEdits(command: Command, { flags }: EditAbout): readonly Edit[] {
  const given = command.opts<Record<string, Edit[1] | undefined>>();
  return flags.flatMap(({ flags: flag, key }): Edit[] => {
    const value = given[new Option(flag).attributeName()];
    return value === undefined ? [] : [[key, value]];
  });
}

/** All that is set, which must not be nothing. */
function demandEdits({ flags, sets = [] }: EditAbout, asked: readonly Edit[]): readonly Edit[] {
  const edits = [...sets, ...asked];
  if (edits.length > 0) return edits;
  const names = flags.map(({ flags: flag }) => flag.split(" ")[0]).join(", ");
  throw usage("NothingToSet", `Say what to set: at least one of ${names}.`);
}
