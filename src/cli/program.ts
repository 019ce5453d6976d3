import { Argument, Command, CommanderError, Option } from "commander";
import type { EditAbout, ReportAbout, SectionAbout, VerbAbout } from "../sections/about.ts";
import { contents } from "../sections/contents.ts";
import { addApplyFlags, addChangeFlags } from "./change-flags.ts";
import { addGlobals } from "./globals.ts";
import { helpAfter } from "./help.ts";
import { addInit } from "./init-command.ts";
import { type Exit, runs } from "./run-command.ts";
import type { World } from "./world.ts";

interface Tree {
  readonly world: World;
  readonly exit: Exit;
  readonly program: Command;
}

/** Runs the command line and answers the exit code. Never throws for what a user may do wrong. */
export async function runProgram(world: World): Promise<number> {
  const exit: Exit = { code: 0 };
  const program = buildProgram(world, exit);
  try {
    await program.parseAsync([...world.argv], { from: "user" });
    return exit.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return ["commander.helpDisplayed", "commander.version", "commander.help"].includes(error.code) &&
      error.exitCode === 0
      ? 0
      : 64;
  }
}

/** The command tree. Bodies are loaded only when they run, so that help and version stay fast. */
export function buildProgram(world: World, exit: Exit): Command {
  const { terminal } = world;
  const program = new Command("flashsale-setup")
    .description(
      "Sets up, checks and tears down the AWS infrastructure of a flash-sale system, one command per chapter of the guide.",
    )
    .version(world.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
      getErrHelpWidth: () => terminal.stderr.columns ?? 80,
    })
    .showHelpAfterError("(--help shows what there is)");
  addGlobals(program);
  const tree = { world, exit, program };
  addInit(program, world, exit);
  addWholeStack(tree);
  addSections(tree);
  addTools(tree);
  return program;
}

/** A subcommand with the global flags, its help, and the settings of its parent. */
function command({ program }: Pick<Tree, "program">, name: string, summary: string): Command {
  return addGlobals(program.command(name).summary(summary).description(summary).exitOverride());
}

function addWholeStack(tree: Tree): void {
  const { world, exit } = tree;
  const plan = addChangeFlags(command(tree, "plan", "Show what up would change; change nothing."))
    .option("--out <file>", "save the plan, to be carried out as shown: up FILE")
    .option("--detailed-exitcode", "exit 2 when there are changes");
  plan.action(runs(world, exit, "document", async () => (await import("./commands/plan.ts")).plan));
  helpAfter(plan, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["plan --sandbox", "plan --out plan.json"],
  });
  const up = addApplyFlags(command(tree, "up", "Bring everything to what the settings say.")).argument(
    "[planfile]",
    "a plan saved by plan --out",
  );
  up.action(runs(world, exit, "events", async () => (await import("./commands/up.ts")).up));
  const minutes = `about ${Math.max(...contents.map(({ typicalMinutes }) => typicalMinutes)) + 2} minutes`;
  helpAfter(up, {
    guide: "all chapters",
    makes: "every section that is enabled",
    minutes,
    examples: ["up --sandbox --yes", "up --apply-at window"],
  });
  const status = command(tree, "status", "Show what stands: live status, drift, age.");
  status.action(runs(world, exit, "document", async () => (await import("./commands/status.ts")).status));
  helpAfter(status, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["status", "status --json"],
  });
  addDestroy(tree);
}

function addDestroy(tree: Tree): void {
  const { world, exit } = tree;
  const destroy = command(tree, "destroy", "Take everything down, or some sections.")
    .argument("[section...]", "sections to take down; they are switched off in the settings")
    .option("--delete-data", "with --yes: data stores may go, too")
    .addOption(
      new Option("--no-final-snapshot", "leave no final snapshot and no secret in its recovery window"),
    )
    .option("--delete-adopted", "delete what was adopted, too");
  destroy.action(runs(world, exit, "events", async () => (await import("./commands/destroy.ts")).destroy));
  helpAfter(destroy, {
    guide: "all chapters",
    makes: "nothing; leaves a final snapshot and a restorable secret for each data store",
    minutes: "about 12 minutes",
    examples: ["destroy", "destroy db --yes --delete-data"],
  });
}

function addSections(tree: Tree): void {
  const { world, exit } = tree;
  for (const about of contents) {
    const { name, guide, makes, typicalMinutes, reports = [], edits = [], verbs = [] } = about;
    const section = addApplyFlags(command(tree, name, `Bring up the section ${name}: ${makes}.`));
    section.action(
      runs(world, exit, "events", async () => (await import("./commands/section.ts")).bringUpSection(name)),
    );
    helpAfter(section, {
      guide,
      makes,
      minutes: `about ${typicalMinutes} minutes`,
      examples: [`${name} --sandbox`, `${name} --yes`],
    });
    for (const one of reports) addReport(tree, section, { section: name, guide, about: one });
    for (const one of edits) addEdit(tree, section, { section: name, guide, about: one });
    for (const one of verbs) addVerb(tree, section, { section: name, guide, about: one });
  }
}

/** What every subcommand of a section knows. */
interface Place<About> {
  readonly section: SectionAbout["name"];
  readonly guide: string;
  readonly about: About;
}

/** A look at what a section made, as its subcommand. */
function addReport(
  { world, exit }: Tree,
  parent: Command,
  { section, guide, about }: Place<ReportAbout>,
): void {
  const { name, summary, examples } = about;
  const report = addGlobals(parent.command(name).summary(summary).description(summary).exitOverride());
  report.action(
    runs(world, exit, "document", async () => (await import("./commands/report.ts")).report(section, name)),
  );
  helpAfter(report, { guide, makes: "nothing", minutes: "seconds", examples });
}

/** A change of settings that is applied at once, as a section's subcommand. */
function addEdit({ world, exit }: Tree, parent: Command, { section, guide, about }: Place<EditAbout>): void {
  const { name, summary, examples, flags } = about;
  const edit = addApplyFlags(
    addGlobals(parent.command(name).summary(summary).description(summary).exitOverride()),
  );
  for (const one of flags) edit.option(one.flags, one.summary);
  edit.action(
    runs(world, exit, "events", async () => (await import("./commands/edit.ts")).applyEdit(section, about)),
  );
  const minutes = "as long as AWS takes for the change";
  helpAfter(edit, { guide, makes: "the change, and keeps it in the settings", minutes, examples });
}

/** A subcommand of a section with a body of its own. */
function addVerb({ world, exit }: Tree, parent: Command, { section, guide, about }: Place<VerbAbout>): void {
  const { name, summary, argument, flags, makes, minutes, examples } = about;
  const verb = addGlobals(parent.command(name).summary(summary).description(summary).exitOverride());
  if (argument !== undefined) verb.argument(argument.name, argument.summary);
  for (const one of flags) verb.option(one.flags, one.summary);
  verb.action(
    runs(world, exit, "document", async () => (await import("./commands/verbs.ts")).verbOf(section, name)),
  );
  helpAfter(verb, { guide, makes, minutes, examples });
}

function addTools(tree: Tree): void {
  const { world, exit, program } = tree;
  const sandbox = command(tree, "sandbox", "Look at the simulated account, or empty it.");
  const list = addGlobals(
    sandbox.command("list").description("Show what exists in the simulated account.").exitOverride(),
  );
  list.action(runs(world, exit, "document", async () => (await import("./commands/sandbox.ts")).listSandbox));
  const nothing = { guide: "none", makes: "nothing in AWS", minutes: "no time" };
  helpAfter(list, { ...nothing, examples: ["sandbox list", "sandbox list --json"] });
  const reset = addGlobals(
    sandbox
      .command("reset")
      .description("Forget the simulated account, its state and its settings.")
      .exitOverride(),
  );
  reset.action(
    runs(world, exit, "document", async () => (await import("./commands/sandbox.ts")).resetSandbox),
  );
  helpAfter(reset, { ...nothing, examples: ["sandbox reset", "sandbox reset --config shop.yaml"] });
  helpAfter(sandbox, { ...nothing, examples: ["sandbox list", "sandbox reset"] });
  const completion = command(tree, "completion", "Print a completion script for a shell.").addArgument(
    new Argument("<shell>", "whose script to print").choices(["bash", "zsh", "fish", "powershell"]),
  );
  completion.action(async (shell: string) => {
    const { completion: print } = await import("./commands/completion.ts");
    exit.code = print(world, program, shell);
  });
  helpAfter(completion, {
    guide: "none",
    makes: "nothing",
    minutes: "no time",
    examples: ["completion bash > /etc/bash_completion.d/flashsale-setup", "completion fish | source"],
  });
}
