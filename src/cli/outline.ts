import { Argument, Command } from "commander";
import { contents } from "../sections/contents.ts";
import { addGlobals } from "./globals.ts";

/** A stream with the width that help is wrapped to: 80 columns where it is no terminal. */
interface Stream {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Where help and errors are written to. */
export interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** What the help of the whole program tells of a command. */
interface Outline {
  readonly name: string;
  readonly summary: string;
  readonly argument?: Argument;
}

const STACK: readonly Outline[] = [
  { name: "init", summary: "Ask what to build and write the settings file." },
  { name: "plan", summary: "Show what up would change; change nothing." },
  {
    name: "up",
    summary: "Bring everything to what the settings say.",
    argument: new Argument("[planfile]", "a plan saved by plan --out"),
  },
  { name: "status", summary: "Show what stands: live status, drift, age." },
  {
    name: "destroy",
    summary: "Take everything down, or some sections.",
    argument: new Argument("[section...]", "sections to take down; they are switched off in the settings"),
  },
];

const SECTIONS: readonly Outline[] = contents.map(({ name, makes }) => ({
  name,
  summary: `Bring up the section ${name}: ${makes}.`,
}));

const TOOLS: readonly Outline[] = [
  { name: "doctor", summary: "Check every prerequisite, and say what mends it." },
  { name: "verify", summary: "Test whether what stands works, and say why not." },
  { name: "env", summary: "Print the environment variables of the application." },
  {
    name: "tunnel",
    summary: "Open a local port to a private service, until Ctrl-C.",
    argument: new Argument("<target>", "where it leads").choices(["db", "cache", "app"]),
  },
  { name: "sandbox", summary: "Look at the simulated account, or empty it." },
  {
    name: "completion",
    summary: "Print a completion script for a shell.",
    argument: new Argument("<shell>", "whose script to print").choices(["bash", "zsh", "fish", "powershell"]),
  },
];

/** The program with its global flags and, of each command, what the help of the whole program tells. */
export function outlineProgram(version: string, { stdout, stderr }: Streams): Command {
  const program = new Command("flashsale-setup")
    .description(
      "Sets up, checks and tears down the AWS infrastructure of a flash-sale system, one command per chapter of the guide.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    })
    // Every command has options; saying so beside each name would only hide what differs.
    .configureHelp({ subcommandTerm, minWidthToWrap: 10 })
    .showHelpAfterError("(--help shows what there is)");
  addGlobals(program);
  for (const { name, summary, argument } of [...STACK, ...SECTIONS, ...TOOLS]) {
    const command = program.command(name).summary(summary).description(summary).exitOverride();
    if (argument !== undefined) command.addArgument(argument);
  }
  return program;
}

const subcommandTerm = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map(humanReadable)].join(" ");

/** As commander writes an argument: `<name>`, `[name]`, with `...` where it may be given several times. */
function humanReadable(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}
