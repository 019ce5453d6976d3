import { findQuota, findUsed, findVcpus } from "../aws/discovery/quotas.ts";
import type { PlanProblem, Work } from "../engine/plan-item.ts";
import type { Props, QuotaNeed } from "../engine/resource.ts";
import type { Aws } from "../resources/index.ts";

/** What a plan takes of one quota. */
interface Demand extends Omit<QuotaNeed, "instanceType"> {
  /** Who asks for it; the first of them is named. */
  readonly addresses: readonly string[];
}

/** What a plan came to when it was held against the account's quotas. */
export interface Preflight {
  /** Certain misses, told before the first create. */
  readonly problems: readonly PlanProblem[];
  /** What could not be checked. */
  readonly notices: readonly string[];
}

/**
 * Holds what a plan makes against the account's quotas: AWS would refuse in the middle what does not fit. Asks nothing for a
 * plan that takes nothing. Reads only.
 */
export async function preflight(aws: Aws, works: readonly Work<Aws>[]): Promise<Preflight> {
  const demands = await demandsOf(aws, works);
  const checked = await Promise.all(demands.map((demand) => check(aws, demand)));
  const unread = checked.flatMap((one) => ("unread" in one ? [one.unread] : []));
  return {
    problems: checked.flatMap((one) => ("problem" in one ? [one.problem] : [])),
    notices:
      unread.length === 0
        ? []
        : [`AWS did not tell these quotas, so nobody knows yet whether they suffice: ${unread.join(", ")}.`],
  };
}

type Checked = { readonly problem: PlanProblem } | { readonly unread: string } | { readonly fits: true };

async function check(aws: Aws, demand: Demand): Promise<Checked> {
  const { service, code, title, quantity, addresses } = demand;
  const [quota, used] = await Promise.all([
    findQuota(aws, service, code).catch(() => undefined),
    findUsed(aws, code).catch(() => undefined),
  ]);
  if (quota === undefined || used === undefined) return { unread: title };
  if (used + quantity <= quota) return { fits: true };
  const text = `This needs ${quantity} more ${title}; ${used} of the account's ${quota} are taken.`;
  const ask = `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${used + quantity} --region ${aws.region}`;
  const ways = [`ask AWS for more: ${ask}`, "or go on all the same: --skip-preflight"];
  return { problem: { code: "QuotaTooLow", address: addresses[0] ?? "", text, ways } };
}

/** What each step of a plan takes more than before, by quota. */
async function demandsOf(aws: Aws, works: readonly Work<Aws>[]): Promise<Demand[]> {
  const needs = works.flatMap((work) =>
    needsOf(work).map((need) => ({ ...need, address: work.item.address })),
  );
  const types = [...new Set(needs.flatMap(({ instanceType }) => instanceType ?? []))];
  const vcpus = await findVcpus(aws, types).catch(() => new Map<string, number>());
  const demands = new Map<string, Demand>();
  for (const { address, instanceType, ...need } of needs) {
    const units = instanceType === undefined ? 1 : (vcpus.get(instanceType) ?? 0);
    const before = demands.get(need.code);
    demands.set(need.code, {
      ...need,
      quantity: (before?.quantity ?? 0) + need.quantity * units,
      addresses: [...(before?.addresses ?? []), address],
    });
  }
  return [...demands.values()].filter(({ quantity }) => quantity > 0);
}

/** A change needs what it has afterwards without what it has already. */
function needsOf({ item, type, input, observed }: Work<Aws>): readonly QuotaNeed[] {
  if (type.quotas === undefined || input === undefined) return [];
  const after = type.quotas(input as Props);
  if (item.action === "create") return after;
  if (item.action !== "update" || observed === undefined) return [];
  const before = type.quotas(observed.props).map((need) => ({ ...need, quantity: -need.quantity }));
  return [...after, ...before];
}
