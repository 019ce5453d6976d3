import type { Command } from "commander";
import type { PlanOptions } from "../engine/plan-input.ts";
import type { ApplyAt } from "../engine/resource.ts";
import { Flag } from "./flag.ts";
import { describeKnown } from "./known-names.ts";
import { usage } from "./run-command.ts";
import { oneOf } from "./value-kind.ts";

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

/** Adds the flags that `plan`, `up` and the section commands share. */
export function addChangeFlags(command: Command): Command {
  return command
    .addOption(
      new Flag(
        "--replace <address>",
        "allow this data store to be replaced, or made again after it vanished",
        { isRepeatable: true },
      ),
    )
    .addOption(
      new Flag("--adopt <address=id>", "take over what exists under our name; it survives destroy", {
        isRepeatable: true,
      }),
    )
    .addOption(
      new Flag("--upgrade <key>", "ask AWS anew for a pinned answer, such as db.engineVersion", {
        isRepeatable: true,
      }),
    )
    .addOption(new Flag("--prune-rules", "remove rules of others from our security groups"))
    .addOption(new Flag("--skip-preflight", "do not hold the plan against the account's quotas"));
}

/** Adds what only commands that carry a plan out take. */
export function addApplyFlags(command: Command): Command {
  return addChangeFlags(command)
    .addOption(
      new Flag("--apply-at <when>", "when changes that interrupt service happen", {
        kind: oneOf(["window", "now"]),
      }),
    )
    .addOption(
      new Flag("--accept-cost <usd>", "accept a plan of up to so many USD a month above limits.monthlyUsd"),
    );
}

/** The flags as they were given, each value read already. */
interface Given {
  readonly applyAt?: ApplyAt;
  readonly replace?: readonly string[];
  readonly adopt?: readonly string[];
  readonly upgrade?: readonly string[];
  readonly pruneRules?: boolean;
  readonly skipPreflight?: boolean;
  readonly acceptCost?: number;
}

/** What the flags of a parsed command come to. */
export function readChangeFlags(command: Command): ChangeFlags {
  const given = command.opts<Given>();
  return {
    applyAt: given.applyAt,
    replace: new Set(given.replace),
    adopt: new Map(given.adopt?.map(splitAdopt)),
    upgrade: new Set(given.upgrade),
    skipPreflight: given.skipPreflight === true,
    pruneRules: given.pruneRules === true,
    acceptCost: given.acceptCost,
  };
}

/** Of `ADDRESS=ID`, an id may have further signs of equality in it. */
function splitAdopt(text: string): [address: string, id: string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
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
