import { Argument, Command } from "commander";
import { UsageError } from "../errors.ts";
import { contents } from "../sections/contents.ts";
import { plainText } from "../ui/clean.ts";
import { addGlobals } from "./globals.ts";
import { oneOf } from "./value-kind.ts";

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

/** An argument that is one of a few words; another one is told with the nearest of them. */
function choice(command: string, argument: Argument, words: readonly string[]): Argument {
  const kind = oneOf(words);
  return argument.choices(words).argParser((text: string) => {
    if (kind.read(text) !== undefined) return text;
    const detail = `${command} ${text}: ${kind.tell(text)}`;
    throw new UsageError({ code: "ArgumentWrong", summary: "The command line is wrong", detail });
  });
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
    argument: choice("tunnel", new Argument("<target>", "where it leads"), ["db", "cache", "app"]),
  },
  { name: "sandbox", summary: "Look at the simulated account, or empty it." },
  {
    name: "completion",
    summary: "Print a completion script for a shell.",
    argument: choice("completion", new Argument("<shell>", "whose script to print"), [
      "bash",
      "zsh",
      "fish",
      "powershell",
    ]),
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
      writeErr: (text) => stderr.write(plainText(text)),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      // Told as every other error is, by whoever runs the program.
      outputError: () => undefined,
    })
    // Every command has options; saying so beside each name would only hide what differs.
    .configureHelp({ subcommandTerm, minWidthToWrap: 10 })
    // Flags behind a subcommand's name are its own, even where the command above it has the same ones.
    .enablePositionalOptions();
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
