import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { REGION, REGION_WORDS } from "../settings/region.ts";
import { Flag } from "./flag.ts";
import { type Environment, fromVariable } from "./variables.ts";

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
  { flags: "-y, --yes", key: "yes", help: "do not ask before changes" },
  { flags: "--json", key: "json", help: "print JSON on stdout" },
  { flags: "--no-color", key: "color", help: "no colours (also NO_COLOR)" },
  { flags: "--trace <file>", key: "trace", help: "append a JSON line for each AWS call, secrets masked" },
  {
    flags: "-v, --verbose",
    key: "verbose",
    help: "tell more: each status on the way, what lies behind an error",
  },
  { flags: "--no-input", key: "input", help: "never ask; a missing answer is an error" },
];

/** Made once: every command takes the same ones, and parsing their flags thirty times would be felt in `--help`. */
const OPTIONS = FLAGS.map(({ flags, key, help }) => ({
  key,
  option: new Flag(flags, help).helpGroup("Global options:"),
}));

/** Adds the global flags to a command. */
export function addGlobals(command: Command): Command {
  for (const { option } of OPTIONS) command.addOption(option);
  return command;
}

/**
 * Fills in a command's own flags from `FLASHSALE_<FLAG>` where the command line leaves them open.
 * @throws UsageError when a value is not one that the flag takes.
 */
export function readVariables(command: Command, env: Environment): void {
  const globals = new Set(OPTIONS.map(({ option }) => option.long));
  for (const option of command.options.filter(({ long }) => !globals.has(long))) {
    const key = option.attributeName();
    if (command.getOptionValueSource(key) === "cli") continue;
    const value = fromVariable(option, env);
    if (value !== undefined) command.setOptionValueWithSource(key, value, "env");
  }
}

/**
 * The global flags of a parsed command; what the command line leaves open, `FLASHSALE_<FLAG>` may say.
 * @throws UsageError when a variable has a value that the flag does not take.
 */
export function readGlobals(command: Command, env: Environment): Globals {
  const given: Record<string, unknown> = { color: true, input: true };
  for (const { key, option } of OPTIONS) {
    const value = sourced(command, key) ?? fromVariable(option, env);
    if (value !== undefined) given[key] = value;
  }
  const globals = { sandbox: false, yes: false, json: false, verbose: false, ...given } as unknown as Omit<
    Globals,
    "config"
  > & { readonly config?: string };
  return { ...globals, config: globals.config ?? DEFAULT_CONFIG, configGiven: globals.config !== undefined };
}

/** What a command line says, whether before or after the command's name. */
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
  if (!sandbox || endpointUrl === undefined) return;
  throw new UsageError({
    code: "FlagsContradict",
    summary: "Two flags contradict each other",
    detail: "The sandbox is not behind an endpoint: give either --sandbox or --endpoint-url.",
  });
}

/** Refuses what is no name of a region: it would end as an unknown host. @throws UsageError naming its source. */
export function demandRegion(source: string, region: string): void {
  if (REGION.test(region)) return;
  const detail = `${source} ${region}: ${REGION_WORDS}.`;
  throw new UsageError({ code: "RegionMalformed", summary: "The region's name is wrong", detail });
}
