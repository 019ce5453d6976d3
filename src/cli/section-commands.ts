import type { Command } from "commander";
import type { EditAbout, ReportAbout, SectionAbout, VerbAbout } from "../sections/about.ts";
import { contents } from "../sections/contents.ts";
import { addApplyFlags } from "./change-flags.ts";
import { Flag } from "./flag.ts";
import { helpAfter } from "./help.ts";
import { addSubcommand, type Fill, runs, type Tree } from "./tree.ts";

/** How each section's command is filled in, with the section's own subcommands. */
export const sectionFills: Readonly<Record<string, Fill>> = Object.fromEntries(
  contents.map(
    (about) => [about.name, (tree, section) => fillSection(tree, section, about)] as [string, Fill],
  ),
);

function fillSection(tree: Tree, section: Command, about: SectionAbout): void {
  const { name, guide, makes, typicalMinutes, reports = [], edits = [], verbs = [] } = about;
  runs(tree, addApplyFlags(section), {
    kind: "events",
    load: async () => (await import("./commands/section.ts")).bringUpSection(name),
  });
  helpAfter(section, {
    guide,
    makes,
    minutes: typicalMinutes === 1 ? "about a minute" : `about ${typicalMinutes} minutes`,
    examples: [`${name} --sandbox`, `${name} --yes`],
  });
  for (const one of reports) addReport(tree, section, { section: name, guide, about: one });
  for (const one of edits) addEdit(tree, section, { section: name, guide, about: one });
  for (const one of verbs) addVerb(tree, section, { section: name, guide, about: one });
}

/** What every subcommand of a section knows. */
interface Place<About> {
  readonly section: SectionAbout["name"];
  readonly guide: string;
  readonly about: About;
}

/** A look at what a section made, as its subcommand. */
function addReport(tree: Tree, parent: Command, { section, guide, about }: Place<ReportAbout>): void {
  const { name, summary, examples } = about;
  const report = addSubcommand(parent, name, summary);
  runs(tree, report, {
    kind: "document",
    load: async () => (await import("./commands/report.ts")).report(section, name),
  });
  helpAfter(report, { guide, makes: "nothing", minutes: "seconds", examples });
}

/** A change of settings that is applied at once, as a section's subcommand. */
function addEdit(tree: Tree, parent: Command, { section, guide, about }: Place<EditAbout>): void {
  const { name, summary, examples, flags } = about;
  const edit = addApplyFlags(addSubcommand(parent, name, summary));
  for (const one of flags) edit.addOption(new Flag(one.flags, one.summary));
  if (about.renders === true)
    edit
      .addOption(new Flag("--render <dir>", "only write the files behind it into this folder"))
      .addOption(new Flag("--force", "write over files that differ"));
  runs(tree, edit, {
    kind: "events",
    load: async () => (await import("./commands/edit.ts")).applyEdit(section, about),
  });
  const minutes = "as long as AWS takes for the change";
  helpAfter(edit, { guide, makes: "the change, and keeps it in the settings", minutes, examples });
}

/** A subcommand of a section with a body of its own. */
function addVerb(tree: Tree, parent: Command, { section, guide, about }: Place<VerbAbout>): void {
  const { name, summary, argument, flags, makes, minutes, examples } = about;
  const verb = addSubcommand(parent, name, summary);
  if (argument !== undefined) verb.argument(argument.name, argument.summary);
  for (const one of flags) verb.addOption(new Flag(one.flags, one.summary));
  runs(tree, verb, {
    kind: "document",
    load: async () => (await import("./commands/verbs.ts")).verbOf(section, name),
  });
  helpAfter(verb, { guide, makes, minutes, examples });
}
