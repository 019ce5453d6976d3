import { createDecoder, judgeRead } from "../aws/translate.ts";
import { type Answer, beginLookup, settleAnswer } from "../engine/lookup.ts";
import { type Observation, observe } from "../engine/observe.ts";
import { OURS } from "../engine/ownership.ts";
import type { PlanOptions } from "../engine/plan-input.ts";
import type { Address } from "../engine/ref.ts";
import { Refusals } from "../engine/refusals.ts";
import type { Declaration, Observed } from "../engine/resource.ts";
import { AwsError, type FlashsaleError } from "../errors.ts";
import { type Aws, resourceTypes } from "../resources/index.ts";
import { enabledSections, type Section, type Settings } from "../sections/index.ts";
import { demandKnown } from "./change-flags.ts";
import type { Context } from "./context.ts";
import { declare, pinnedAnswers } from "./declaring.ts";

/** What is to be read of the account. */
export interface ReadRequest {
  readonly settings: Settings;
  /** Settings in which what a removal switches off is still on. */
  readonly whole: Settings | undefined;
  readonly options: PlanOptions;
  /** Keys of pins to ask anew. */
  readonly upgrade: ReadonlySet<string>;
  /** The addresses that matter; `undefined` for all. */
  readonly reach: ReadonlySet<Address> | undefined;
}

/** What was read of the account, and what it refused to tell. */
export interface ReadAccount {
  readonly observation: Observation;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly refusals: Refusals;
  /** What was declared before a removal. */
  readonly before: readonly Declaration<Aws>[];
}

/** Where a run notes the reads that are refused to it; the same refusal of the same operation is one reason, and told once. */
export function newRefusals({ aws, account }: Context): Refusals {
  const { profile } = account;
  const options = {
    decode: createDecoder(aws.safe.sts),
    ...(profile === undefined ? {} : { profile }),
  };
  const reasons = new Map<string, FlashsaleError>();
  return new Refusals(async (error) => {
    const refusal = await judgeRead(error, options);
    if (!(refusal instanceof AwsError)) return refusal;
    const { service, operation, awsCode } = refusal.call;
    const key = `${service} ${operation} ${awsCode}`;
    return reasons.get(key) ?? reasons.set(key, refusal).get(key);
  });
}

/** The sections that own something of what is reached. */
export const sectionsIn = (settings: Settings, reach: ReadonlySet<Address> | undefined): readonly Section[] =>
  enabledSections(settings).filter(
    ({ name }) => reach === undefined || [...reach].some((address) => address.startsWith(`${name}.`)),
  );

/**
 * Asks the lookups of what is reached and looks at it meanwhile; what stands may move a pin. Everything else of the account
 * is left alone, and what the pins tell of it is enough to declare it.
 */
export async function readAccount(context: Context, request: ReadRequest): Promise<ReadAccount> {
  const { aws, store, clock } = context;
  const { settings, upgrade, whole } = request;
  const refusals = newRefusals(context);
  const lookups = lookupsOf(context, request);
  const runs = lookups.map((lookup) =>
    beginLookup(lookup, { env: aws, pins: store.pins, upgrade, now: clock.now, refusals }),
  );
  const first = await Promise.all(runs.map((run) => run.first));
  const begun = new Map(runs.map(({ key }, index) => [key, first[index] as Answer]));
  const kept = pinnedAnswers(context);
  const all = new Map([...kept, ...begun]);
  const { declarations } = declare(context, settings, all);
  const before = whole === undefined ? [] : declare(context, whole, all).declarations;
  const observation = await look(context, [...declarations, ...before], { ...request, refusals });
  const settled = lookups.map(async (lookup, index) => {
    const offer = (await runs[index]?.offer) ?? { error: undefined };
    const isOurs = (observed: Observed): boolean => belongsTo(context, observed);
    const seen = { answer: first[index] as Answer, offer, observation, isOurs, now: clock.now() };
    return [lookup.key, settleAnswer(lookup, { ...seen, hadPin: store.pins.has(lookup.key) })] as const;
  });
  return { observation, answers: new Map([...kept, ...(await Promise.all(settled))]), refusals, before };
}

/**
 * The lookups whose answers shape what is reached: where a type shows the answer in use, only with something of that type; and
 * those that are to be asked anew.
 */
function lookupsOf(context: Context, { settings, upgrade, reach }: ReadRequest) {
  const all = enabledSections(settings).flatMap((section) => section.lookups(settings));
  const pinned = all.filter(({ unpinned }) => unpinned !== true).map(({ key }) => key);
  demandKnown("--upgrade", upgrade, pinned);
  const { declarations } = declare(context, settings, pinnedAnswers(context));
  const reached = declarations.filter(({ address }) => reach?.has(address) ?? true);
  const types = new Set(reached.map(({ type }) => type.name));
  const near = new Set(
    sectionsIn(settings, reach).flatMap((section) => section.lookups(settings).map(({ key }) => key)),
  );
  const isNeeded = ({ key, live }: (typeof all)[number]): boolean =>
    near.has(key) && (live === undefined || types.has(live.type));
  return all.filter((lookup) => isNeeded(lookup) || upgrade.has(lookup.key));
}

/**
 * Looks at what is declared or remembered, as far as it is reached.
 * @throws AwsError when nothing at all could be reached.
 */
export async function look(
  { aws: env, store }: Context,
  declarations: readonly Declaration<Aws>[],
  { options, reach, refusals }: Pick<ReadRequest, "options" | "reach"> & { readonly refusals: Refusals },
): Promise<Observation> {
  const isReached = (address: Address): boolean => reach?.has(address) ?? true;
  const { stack, lineage } = store;
  const entries = new Map([...store.entries()].filter(([address]) => isReached(address)));
  const observation = await observe({
    env,
    declarations: declarations.filter(({ address }) => isReached(address)),
    types: resourceTypes,
    journal: { stack, lineage, entries: () => entries },
    // A state that knows nothing may be the wrong one: what another made of this stack is looked for everywhere.
    everyType: store.entries().size === 0,
    adopt: options.adopt,
    refusals,
  });
  const reasons = [...observation.keys()].map((type) => refusals.reasons.get(type));
  const [first] = reasons;
  if (first !== undefined && reasons.every(isUnreachable)) throw first;
  return observation;
}

const isUnreachable = (reason: unknown): boolean =>
  reason instanceof AwsError && reason.failure === "unreachable";

function belongsTo({ store }: Context, observed: Observed): boolean {
  const known = [...store.entries().values()].some((entry) => "id" in entry && entry.id === observed.id);
  const tags = typeof observed.tags === "object" ? observed.tags : {};
  return known || (tags[OURS.stack] === store.stack && tags[OURS.lineage] === store.lineage);
}
