import { type Command, Option } from "commander";
import { UsageError } from "../errors.ts";
import { demandEndpoint } from "./endpoint-url.ts";

/** The flags that every command takes. */
export interface Globals {
  readonly config: string;
  /** Whether `--config` was given, so that a missing file is an error in the sandbox, too. */
  readonly configGiven: boolean;
  readonly state?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  readonly sandbox: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly trace?: string | undefined;
  readonly verbose: boolean;
  readonly input: boolean;
  readonly color: boolean;
}

const DEFAULT_CONFIG = "flashsale.yaml";

interface GlobalFlag {
  readonly flags: string;
  readonly key: keyof Globals;
  readonly help: string;
  /** Only the command line can say it. */
  readonly onlyFlag?: true;
  /** The environment variable says the opposite of the key, as FLASHSALE_NO_INPUT. */
  readonly negated?: true;
}

const FLAGS: readonly GlobalFlag[] = [
  {
    flags: "--config <file>",
    key: "config",
    help: `settings file (default: ${DEFAULT_CONFIG}; with --sandbox .flashsale/sandbox.yaml, once a command has changed settings there)`,
  },
  {
    flags: "--state <file>",
    key: "state",
    help: "state file (default: flashsale.state.json beside the settings)",
  },
  { flags: "--region <region>", key: "region", help: "AWS region; must not contradict the settings file" },
  { flags: "--profile <name>", key: "profile", help: "AWS profile" },
  { flags: "--endpoint-url <url>", key: "endpointUrl", help: "send all AWS calls to this endpoint" },
  {
    flags: "--sandbox",
    key: "sandbox",
    help: "use a simulated account: no AWS account, no network, no cost",
  },
  { flags: "-y, --yes", key: "yes", help: "do not ask before changes", onlyFlag: true },
  { flags: "--json", key: "json", help: "print JSON on stdout" },
  { flags: "--no-color", key: "color", help: "no colours (also NO_COLOR)", negated: true },
  { flags: "--trace <file>", key: "trace", help: "append a JSON line for each AWS call, secrets masked" },
  {
    flags: "-v, --verbose",
    key: "verbose",
    help: "tell more: each status on the way, what lies behind an error",
  },
  { flags: "--no-input", key: "input", help: "never ask; a missing answer is an error", negated: true },
];

/** Made once: every command takes the same ones, and parsing their flags thirty times would be felt in `--help`. */
const OPTIONS = FLAGS.map(({ flags, help }) => new Option(flags, help).helpGroup("Global options:"));

/** Adds the global flags to a command. */
export function addGlobals(command: Command): Command {
  for (const option of OPTIONS) command.addOption(option);
  return command;
}

const variableOf = (flag: GlobalFlag): string => {
  const long = /--([a-z-]+)/.exec(flag.flags)?.[1] ?? "";
  return `FLASHSALE_${long.replaceAll("-", "_").toUpperCase()}`;
};

/** Flags that only a command line can say: they stand for a person's decision about data or ownership. */
const ONLY_FLAGS = new Set(["yes", "deleteData", "finalSnapshot", "replace", "adopt", "showSecrets"]);

/**
 * Fills in a command's own flags from `FLASHSALE_<FLAG>` where the command line leaves them open.
 * @throws UsageError when a value is not one that the flag takes.
 */
export function readVariables(command: Command, env: Readonly<Record<string, string | undefined>>): void {
  for (const option of command.options.filter(
    ({ long }) => !FLAGS.some(({ flags }) => long !== undefined && flags.includes(long)),
  )) {
    const key = option.attributeName();
    const text = env[`FLASHSALE_${(option.long ?? "").slice(2).replaceAll("-", "_").toUpperCase()}`];
    if (text === undefined || ONLY_FLAGS.has(key) || command.getOptionValueSource(key) === "cli") continue;
    command.setOptionValueWithSource(key, parsed(option, text), "env");
  }
}

function parsed(option: Option, text: string): unknown {
  if (option.isBoolean()) return option.negate ? isOff(text) : !isOff(text);
  try {
    return option.parseArg === undefined ? text : option.parseArg<unknown>(text, undefined);
  } catch (error) {
    const detail = `The environment's value for ${option.long}: ${error instanceof Error ? error.message : String(error)}`;
    throw new UsageError({
      code: "VariableWrong",
      summary: "An environment variable is wrong",
      detail,
      cause: error,
    });
  }
}

const isOff = (text: string): boolean => ["", "0", "false", "no"].includes(text.toLowerCase());

/** The global flags of a parsed command; what the command line leaves open, `FLASHSALE_<FLAG>` may say. */
export function readGlobals(command: Command, env: Readonly<Record<string, string | undefined>>): Globals {
  const given: Record<string, unknown> = { color: true, input: true };
  for (const flag of FLAGS) {
    const fromLine = sourced(command, flag.key);
    const text = flag.onlyFlag ? undefined : env[variableOf(flag)];
    if (fromLine !== undefined) given[flag.key] = fromLine;
    else if (text !== undefined) given[flag.key] = fromVariable(flag, text);
  }
  const globals = { sandbox: false, yes: false, json: false, verbose: false, ...given } as unknown as Omit<
    Globals,
    "config"
  > & { readonly config?: string };
  return { ...globals, config: globals.config ?? DEFAULT_CONFIG, configGiven: globals.config !== undefined };
}

function fromVariable(flag: GlobalFlag, text: string): unknown {
  const takesValue = flag.flags.includes("<");
  // An empty endpoint is refused, not passed over: AWS itself would be called.
  if (takesValue) return text === "" && flag.key !== "endpointUrl" ? undefined : text;
  return flag.negated === true ? isOff(text) : !isOff(text);
}

/** A flag may stand before or after the command's name. */
function sourced(command: Command | null, key: string): unknown {
  for (let at = command; at !== null; at = at.parent) {
    if (at.getOptionValueSource(key) === "cli") return at.getOptionValue(key);
  }
  return undefined;
}

/**
 * Refuses flags that contradict each other. Apart from reading them, so that it is known how to tell it.
 * @throws UsageError
 */
export function demandConsistent({ sandbox, endpointUrl }: Globals): void {
  if (endpointUrl === undefined) return;
  demandEndpoint({ name: "--endpoint-url", url: endpointUrl });
  if (!sandbox) return;
  throw new UsageError({
    code: "FlagsContradict",
    summary: "Two flags contradict each other",
    detail: "The sandbox is not behind an endpoint: give either --sandbox or --endpoint-url.",
  });
}
