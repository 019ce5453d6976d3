import type { Command, Option } from "commander";
import { UsageError } from "../errors.ts";
import { Flag, variableOf } from "./flag.ts";
import { didYouMean } from "./nearest.ts";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Flags that only a command line can say: they stand for a person's decision about data, ownership or secrets. */
const ONLY_FLAGS = new Set([
  "--yes",
  "--delete-data",
  "--no-final-snapshot",
  "--replace",
  "--adopt",
  "--show-secrets",
]);

const LOCK_STALE_SECONDS = "FLASHSALE_LOCK_STALE_SECONDS";

/** The variables that stand for no flag. */
export const OTHER_VARIABLES: readonly string[] = [
  "FLASHSALE_SANDBOX_SPEED",
  "FLASHSALE_SANDBOX_FAULTS",
  "FLASHSALE_SANDBOX_POLICY",
  LOCK_STALE_SECONDS,
];

const ON = ["1", "true", "yes", "on"];
const OFF = ["", "0", "false", "no", "off"];

/** Whether a variable switches something on; `undefined` where it says neither that nor the opposite. */
export function isOn(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (ON.includes(word)) return true;
  return OFF.includes(word) ? false : undefined;
}

const wrong = (detail: string, code = "VariableWrong"): UsageError =>
  new UsageError({ code, summary: "An environment variable is wrong", detail });

/**
 * What the environment says for a flag; `undefined` where it says nothing, as an empty variable does for a value.
 * @throws UsageError when it is nothing that the flag takes.
 */
export function fromVariable(option: Option, env: Environment): unknown {
  const name = variableOf(option);
  const given = env[name];
  if (given === undefined || ONLY_FLAGS.has(option.long ?? "")) return undefined;
  if (!(option instanceof Flag) || option.kind === undefined) return switched(option, { name, given });
  if (given === "" && option.kind.isNeverEmpty !== true) return undefined;
  const read = (text: string): unknown => option.read(text, { name, sign: "=", code: "VariableWrong" });
  return option.isRepeatable ? given.split(",").map((one) => read(one.trim())) : read(given);
}

function switched(option: Option, { name, given }: { name: string; given: string }): boolean {
  const on = isOn(given);
  if (on !== undefined) return option.negate ? !on : on;
  throw wrong(
    `${name}=${given}: 1, true, yes or on switches ${option.long} on; 0, false, no, off or nothing leaves it off.`,
  );
}

/**
 * Refuses variables that try to say what only a person may say with a flag of this command.
 * @throws UsageError that names them all.
 */
export function demandSayable(command: Command, env: Environment): void {
  const tried = command.options.filter((option) => ONLY_FLAGS.has(option.long ?? "") && isTried(option, env));
  if (tried.length === 0) return;
  const names = tried.map(variableOf).join(", ");
  const flags = tried.map(({ long }) => long).join(", ");
  throw wrong(`${names}: no variable can say ${flags}, only the command line can.`, "VariableOnlyFlag");
}

const isTried = (option: Option, env: Environment): boolean => isOn(env[variableOf(option)] ?? "") !== false;

/**
 * Seconds after which a lock without a heartbeat counts as left behind, where the environment says it.
 * @throws UsageError for what is no number of seconds.
 */
export function lockStaleSeconds(env: Environment): number | undefined {
  const given = env[LOCK_STALE_SECONDS] ?? "";
  if (given === "") return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(given) && Number(given) > 0) return Number(given);
  throw wrong(`${LOCK_STALE_SECONDS}=${given}: a number of seconds above 0.`);
}

/**
 * What is told of variables of our kind that have no effect: mistyped ones, which may as well belong to another program, and
 * those that only another command's flags could say. The flags of all commands are asked for only where there is such a one.
 */
export function tellStrangers(command: Command, env: Environment, allFlags: () => Option[]): string[] {
  const own = new Set([...OTHER_VARIABLES, ...command.options.map(variableOf)]);
  // A name of other characters is no mistyped one of ours, and no text for a terminal.
  const strange = Object.keys(env).filter((name) => /^FLASHSALE_\w*$/.test(name) && !own.has(name));
  if (strange.length === 0) return [];
  // Of the others, such as --version, no variable could say anything.
  const flags = new Map(
    allFlags().flatMap((option) => (option instanceof Flag ? [[variableOf(option), option] as const] : [])),
  );
  const known = [...OTHER_VARIABLES, ...flags.keys()];
  return strange.flatMap((name) => {
    const option = flags.get(name);
    if (option === undefined)
      return [`${name} has no effect: there is no such variable.${didYouMean(name, known)}`];
    return ONLY_FLAGS.has(option.long ?? "") && isTried(option, env)
      ? [`${name} has no effect: only the command line can say ${option.long}.`]
      : [];
  });
}
