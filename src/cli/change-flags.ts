import { type Command, Option } from "commander";
import type { PlanOptions } from "../engine/plan-input.ts";
import type { ApplyAt } from "../engine/resource.ts";
import { describeKnown } from "./known-names.ts";
import { usage } from "./run-command.ts";

/** The flags of commands that change things, read and checked. */
export interface ChangeFlags {
  readonly applyAt: ApplyAt | undefined;
  readonly replace: ReadonlySet<string>;
  readonly adopt: ReadonlyMap<string, string>;
  readonly upgrade: ReadonlySet<string>;
  readonly pruneRules: boolean;
  readonly skipPreflight: boolean;
  readonly acceptCost: number | undefined;
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Adds the flags that `plan`, `up` and the section commands share. */
export function addChangeFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--replace <address>",
        "allow this data store to be replaced, or made again after it vanished",
      ).argParser(collect),
    )
    .addOption(
      new Option(
        "--adopt <address=id>",
        "take over what exists under our name; it survives destroy",
      ).argParser(collect),
    )
    .addOption(
      new Option("--upgrade <key>", "ask AWS anew for a pinned answer, such as db.engineVersion").argParser(
        collect,
      ),
    )
    .addOption(new Option("--prune-rules", "remove rules of others from our security groups"))
    .addOption(new Option("--skip-preflight", "do not hold the plan against the account's quotas"));
}

/** Adds what only commands that carry a plan out take. */
export function addApplyFlags(command: Command): Command {
  return addChangeFlags(command)
    .addOption(
      new Option("--apply-at <when>", "when changes that interrupt service happen").choices([
        "window",
        "now",
      ]),
    )
    .addOption(
      new Option("--accept-cost <usd>", "accept a plan of up to so many USD a month above limits.monthlyUsd"),
    );
}

/** Reads them; a malformed value is a usage error that names the flag. */
export function readChangeFlags(command: Command): ChangeFlags {
  const given = command.opts<Record<string, unknown>>();
  const list = (key: string): string[] => (given[key] as string[] | undefined) ?? [];
  return {
    applyAt: given.applyAt as ApplyAt | undefined,
    replace: new Set(list("replace")),
    adopt: new Map(list("adopt").map(parseAdopt)),
    upgrade: new Set(list("upgrade")),
    skipPreflight: given.skipPreflight === true,
    pruneRules: given.pruneRules === true,
    acceptCost: parseCost(given.acceptCost as string | undefined),
  };
}

function parseAdopt(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at <= 0 || at === text.length - 1)
    throw usage(
      "AdoptMalformed",
      `--adopt ${text}: write it as ADDRESS=ID, such as network.vpc=vpc-0abc1234.`,
    );
  return [text.slice(0, at), text.slice(at + 1)];
}

function parseCost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const usd = Number(text);
  if (!Number.isFinite(usd) || usd < 0)
    throw usage("CostMalformed", `--accept-cost ${text}: a number of USD a month, 0 or more.`);
  return usd;
}

/** The planning options that these flags stand for. */
export const planOptionsOf = (flags: ChangeFlags): PlanOptions => ({
  mode: "up",
  replace: flags.replace,
  adopt: flags.adopt,
  pruneRules: flags.pruneRules,
  deleteAdopted: false,
  finalSnapshots: true,
});

/**
 * Refuses names that mean nothing here, before anything is called.
 * @throws UsageError naming the flag and what it could be.
 */
export function demandKnown(flag: string, given: Iterable<string>, known: readonly string[]): void {
  const unknown = [...given].filter((one) => !known.includes(one));
  if (unknown.length === 0) return;
  throw usage("UnknownName", `${flag} ${unknown.join(", ")}: ${describeKnown(unknown, known)}`);
}
