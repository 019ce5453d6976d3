import { UsageError } from "../../errors.ts";
import type { Settings } from "../../sections/index.ts";
import { type Desk, loadSettings } from "../context.ts";
import { declarationsOf } from "../estimate.ts";
import { actionsOf, type Purpose } from "./actions.ts";
import { MOST_CHARACTERS, type NamedPolicy, policiesFor } from "./documents.ts";
import type { PolicyPlace } from "./place.ts";
import type { Wish } from "./purposes.ts";

/** The sets of documents that each wish needs: changes and tests begin with a look. */
const SETS: Readonly<Record<string, readonly Purpose[]>> = {
  plan: ["plan"],
  verify: ["plan", "verify"],
  change: ["plan", "change"],
  all: ["plan", "verify", "change"],
};

const DOES: Readonly<Record<Purpose, string>> = {
  plan: "for plan, status, doctor, cost and all else that only looks",
  verify: "what verify, tunnel and env --show-secrets need besides",
  change: "what up, destroy, scale and deploy need besides",
};

/** Most characters of all inline policies of a role together. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MOST_INLINE = 10_240;

/** Prints the policies that somebody wishes, and asks AWS nothing: who needs them may have no access yet. */
export async function printPolicies(desk: Desk, wish: Wish): Promise<number> {
  const { settings } = await loadSettings(desk, { orDefaults: true });
  const region = desk.globals.region ?? settings.region;
  const place = { partition: partitionOf(region), account: settings.account ?? "*", region, settings };
  const policies = choose(wish, allPolicies(settings, place));
  const told = policies.map((policy) => ({
    ...policy,
    attach: attachingOf(policy, place).map((command) => desk.output.complete(command)),
  }));
  if (desk.globals.json) desk.output.document({ schema: 1, policies: told });
  else {
    const documents = policies.map(({ document }) => document);
    desk.output.data(JSON.stringify(documents.length === 1 ? documents[0] : documents, undefined, 2));
  }
  desk.output.tell(explain(told));
  return 0;
}

function allPolicies(settings: Settings, place: PolicyPlace): NamedPolicy[] {
  const actions = actionsOf(settings, declarationsOf(settings));
  return (SETS.all ?? []).flatMap((purpose) => policiesFor(purpose, actions, place));
}

function choose(wish: Wish, all: readonly NamedPolicy[]): NamedPolicy[] {
  const purposes = SETS[wish];
  const chosen = all.filter(({ name, purpose }) => purposes?.includes(purpose) ?? name === wish);
  if (chosen.length > 0) return chosen;
  throw new UsageError({
    code: "FlagWrong",
    summary: "The command line is wrong",
    detail: `--policy ${wish}: there are ${all.map(({ name }) => name).join(", ")}.`,
  });
}

/** The commands that give a role one policy. */
function attachingOf({ name }: NamedPolicy, { partition, account, settings }: PolicyPlace): string[] {
  const policy = `flashsale-setup-${settings.name}-${name}`;
  const owner = account === "*" ? "ACCOUNT" : account;
  return [
    `flashsale-setup doctor --policy ${name} > ${name}.json`,
    `aws iam create-policy --policy-name ${policy} --policy-document file://${name}.json`,
    `aws iam attach-role-policy --role-name ROLE --policy-arn arn:${partition}:iam::${owner}:policy/${policy}`,
  ];
}

function explain(policies: readonly (NamedPolicy & { readonly attach: readonly string[] })[]): string[] {
  const sum = policies.reduce((total, { characters }) => total + characters, 0);
  const inline =
    sum <= MOST_INLINE
      ? `Inline they fit a role, too, which takes ${count(MOST_INLINE)} characters in all; these are ${count(sum)}.`
      : `Inline they do not fit: a role takes ${count(MOST_INLINE)} characters in all, and these are ${count(sum)}.`;
  return [
    `${policies.length === 1 ? "One policy" : `${policies.length} policies`}, each within the ${count(MOST_CHARACTERS)} characters of a managed policy:`,
    ...policies.map(
      ({ name, characters, purpose }) => `  ${name}: ${count(characters)} characters, ${DOES[purpose]}`,
    ),
    "To give them to a role (to a user with attach-user-policy --user-name), for each:",
    ...policies.flatMap(({ attach }) => attach.map((command) => `  ${command}`)),
    inline,
    "They allow changes only to what has the stack's names or carries its tag: to adopt something else, or to mend what lost its tag, takes more.",
  ];
}

const count = (number: number): string => number.toLocaleString("en-US");

/** Source: AWS General Reference, "Amazon Resource Names (ARNs)", partitions. */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
