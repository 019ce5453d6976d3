import { createDecoder, translate } from "../aws/translate.ts";
import type { Answer, Pin } from "../engine/lookup.ts";
import { planByContent } from "../engine/plan-content.ts";
import type { Planned, PlanOptions } from "../engine/plan-input.ts";
import type { Work } from "../engine/plan-item.ts";
import { reachOf } from "../engine/reach.ts";
import type { Address } from "../engine/ref.ts";
import type { Declaration, Usage } from "../engine/resource.ts";
import { type MonthlyCost, priceOf } from "../prices/index.ts";
import { type Aws, resourceTypes } from "../resources/index.ts";
import type { Handles } from "../sections/handles.ts";
import { type Deviation, type Settings, withSections } from "../sections/index.ts";
import type { AccountHeader } from "../ui/plan-context.ts";
import { showWait } from "../ui/spinner.ts";
import { demandKnown } from "./change-flags.ts";
import type { Context } from "./context.ts";
import { declare, declarePinned } from "./declaring.ts";
import { demandPossible } from "./possible.ts";
import { type Preflight, preflight } from "./preflight.ts";
import { look, newRefusals, readAccount, sectionsIn } from "./reading.ts";

/** A plan with all that its view and its execution need. */
export interface StackPlan extends Planned<Aws> {
  readonly declarations: readonly Declaration<Aws>[];
  readonly handles: Handles;
  readonly deviations: readonly Deviation[];
  /** Absent where all is taken down. */
  readonly cost?: MonthlyCost;
  /** With its alias, which is known by now. */
  readonly account: AccountHeader;
  /** Answers that a command which holds the lock writes down. */
  readonly freshPins: ReadonlyMap<string, Pin>;
}

/** What a plan is made of besides the context. */
export interface PlanRequest {
  readonly options: PlanOptions;
  /** Keys of pins to ask anew. */
  readonly upgrade?: ReadonlySet<string>;
  /** Settings to plan with instead of the file's: a destroy of some sections switches them off. */
  readonly settings?: Settings;
  /** The settings in which what a destroy switches off is still on. */
  readonly before?: Settings;
  /** Hold the plan against the account's quotas. @default false */
  readonly checkQuotas?: boolean;
}

const NO_FLIGHT: Preflight = { problems: [], notices: [] };

/** Looks at what of the account matters and holds it against the settings. Changes nothing. */
export async function planStack(context: Context, request: PlanRequest): Promise<StackPlan> {
  const settings = request.settings ?? context.settings;
  const { declarations, handles, answers, reach, ...planned } = await whileTelling(context, () =>
    lookAndPlan(context, settings, request),
  );
  const flight =
    request.checkQuotas === true ? await preflight(context.aws, [...planned.works.values()]) : NO_FLIGHT;
  const notices = [
    ...[...answers.values()].flatMap((answer) => answer.notices),
    ...(await vanishedNotices(context, planned.works)),
  ];
  return {
    ...planned,
    plan: {
      ...planned.plan,
      problems: [...planned.plan.problems, ...flight.problems],
      notices: [...notices, ...flight.notices, ...planned.plan.notices],
    },
    declarations,
    handles,
    deviations: sectionsIn(settings, reach).flatMap((section) => section.deviations(settings, answers)),
    cost: priceOf(usagesOf(declarations), context.aws.region),
    account: await withAlias(context),
    freshPins: new Map([...answers].filter(([, { fresh }]) => fresh).map(([key, { pin }]) => [key, pin])),
  };
}

interface Seen extends Planned<Aws> {
  readonly declarations: readonly Declaration<Aws>[];
  readonly handles: Handles;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly reach: ReadonlySet<Address> | undefined;
}

/** Reads what is asked for and what that needs, and plans; once more where that moves what stands beyond it. */
async function lookAndPlan(
  context: Context,
  settings: Settings,
  { options, upgrade = new Set<string>(), before: whole }: PlanRequest,
): Promise<Seen> {
  const { store: journal, clock } = context;
  const pinned = declarePinned(context, settings).declarations;
  const old = whole === undefined ? [] : declarePinned(context, whole).declarations;
  for (let beyond: ReadonlySet<Address> = new Set<Address>(); ; ) {
    const reach = reachOf({ declarations: pinned, before: old, journal, options, beyond });
    const read = await readAccount(context, { settings, whole, options, upgrade, reach });
    const { declarations, handles } = declare(context, settings, read.answers);
    await demandPossible(context, { ...read, settings, declarations, reach });
    demandAddresses(context, declarations, options);
    const { observation, refusals, before } = read;
    const known = { types: resourceTypes, journal, clock, options, declarations, before };
    const seen = { observation, refusals: refusals.reasons, reach, former: before };
    const planned = await planByContent(context.aws, { ...known, ...seen }, refusals);
    if (planned.beyond.size === 0) return { ...planned, declarations, handles, answers: read.answers, reach };
    beyond = new Set([...beyond, ...planned.beyond]);
  }
}

function demandAddresses(
  { store }: Context,
  declarations: readonly Declaration<Aws>[],
  { replace, adopt }: PlanOptions,
): void {
  const known = [...new Set([...declarations.map(({ address }) => address), ...store.entries().keys()])];
  demandKnown("--replace", replace, known);
  demandKnown("--adopt", adopt.keys(), known);
}

/** Where data vanished, the snapshots that exist of it: what is made again is empty. */
async function vanishedNotices(
  { aws, store }: Context,
  works: ReadonlyMap<string, Work<Aws>>,
): Promise<string[]> {
  const vanished = [...works.values()].filter(({ item }) => {
    const status = store.entries().get(item.address)?.status;
    return item.action === "create" && (status === "ready" || status === "updating");
  });
  const told = vanished.map(async ({ item, type }) => {
    if (type.findSnapshots === undefined || item.name === undefined) return [];
    const snapshots = await type.findSnapshots(aws, item.name).catch(() => undefined);
    if (snapshots === undefined) return [`${item.address} vanished; AWS did not tell its snapshots.`];
    const list =
      snapshots.length === 0 ? "there is no snapshot of it" : `its snapshots: ${snapshots.join(", ")}`;
    return [`${item.address} vanished; ${list}. Made again, it is empty.`];
  });
  return (await Promise.all(told)).flat();
}

/** Reading takes seconds on a real account: a terminal is told. */
async function whileTelling<T>({ output, globals }: Context, read: () => Promise<T>): Promise<T> {
  const stop = globals.json ? () => undefined : showWait(output, "Reading the account");
  return read().finally(stop);
}

/**
 * Plans the removal of everything that the state or the marks on it show; asks AWS nothing but what is there. A state that
 * knows nothing may be the wrong one: then every type is looked at, under the names of every section.
 */
export async function planDestroy(context: Context, options: PlanOptions): Promise<StackPlan> {
  const isBlank = context.store.entries().size === 0;
  const settings = isBlank ? withSections(context.settings, true) : context.settings;
  const { declarations } = declarePinned(context, settings);
  const refusals = newRefusals(context);
  const observation = await whileTelling(context, () =>
    look(context, declarations, { options, reach: undefined, refusals }),
  );
  const { store: journal, clock } = context;
  const known = { types: resourceTypes, journal, clock, options, declarations: [] };
  const seen = { observation, refusals: refusals.reasons, former: declarations };
  const planned = await planByContent(context.aws, { ...known, ...seen }, refusals);
  const account = await withAlias(context);
  return { ...planned, declarations, handles: {}, deviations: [], account, freshPins: new Map() };
}

async function withAlias({ account, alias: asked }: Context): Promise<AccountHeader> {
  const alias = await asked;
  return alias === undefined ? account : { ...account, alias };
}

/** What the declared resources use; references do not matter to prices. */
function usagesOf(declarations: readonly Declaration<Aws>[]): Usage[] {
  return declarations.flatMap(({ type, input }) => type.usage?.(input as Record<string, unknown>) ?? []);
}

/** Makes of any error of a step one that a person can act on. */
export const explainer = (context: Context) => {
  const decode = createDecoder(context.aws.safe.sts);
  const profile = context.account.profile;
  return (error: unknown, address: string): Promise<unknown> =>
    translate(error, { address, decode, ...(profile === undefined ? {} : { profile }) });
};
