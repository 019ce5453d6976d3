import { createDecoder, translate } from "../aws/translate.ts";
import type { Pin } from "../engine/lookup.ts";
import { type Answer, beginLookup, settleAnswer } from "../engine/lookup.ts";
import { type Observation, observe } from "../engine/observe.ts";
import { OURS } from "../engine/ownership.ts";
import { planByContent } from "../engine/plan-content.ts";
import type { Planned, PlanOptions } from "../engine/plan-input.ts";
import type { Work } from "../engine/plan-item.ts";
import type { Declaration, Observed, Usage } from "../engine/resource.ts";
import { SettingsError } from "../errors.ts";
import { type MonthlyCost, priceOf } from "../prices/index.ts";
import { type Aws, resourceTypes, Stack } from "../resources/index.ts";
import type { Handles } from "../sections/handles.ts";
import {
  type Deviation,
  declareSections,
  enabledSections,
  type SettingProblem,
  type Settings,
  withSections,
} from "../sections/index.ts";
import { describeProblem } from "../settings/problem.ts";
import type { AccountHeader } from "../ui/plan-context.ts";
import { showWait } from "../ui/spinner.ts";
import { demandKnown } from "./change-flags.ts";
import type { Context } from "./context.ts";
import { type Preflight, preflight } from "./preflight.ts";

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

/** Looks at the account and holds it against the settings. Changes nothing. */
export async function planStack(context: Context, request: PlanRequest): Promise<StackPlan> {
  const settings = request.settings ?? context.settings;
  const { observation, answers, before } = await whileTelling(context, () =>
    lookAndAsk(context, settings, request),
  );
  await demandPossible(context, { settings, answers, observation });
  const { declarations, handles } = declare(context, settings, answers);
  const { store: journal, clock } = context;
  const { options } = request;
  const addresses = new Set([...declarations.map(({ address }) => address), ...journal.entries().keys()]);
  demandKnown("--replace", options.replace, [...addresses]);
  demandKnown("--adopt", options.adopt.keys(), [...addresses]);
  const seen = { types: resourceTypes, observation, journal, clock, options };
  const planned = await planByContent(context.aws, { ...seen, declarations, before });
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
    deviations: enabledSections(settings).flatMap((section) => section.deviations(settings, answers)),
    cost: priceOf(usagesOf(declarations), context.aws.region),
    account: await withAlias(context),
    freshPins: new Map([...answers].filter(([, { fresh }]) => fresh).map(([key, { pin }]) => [key, pin])),
  };
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

/** What is known of the account, and of what was declared before a destroy. */
interface Looked {
  readonly observation: Observation;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly before: readonly Declaration<Aws>[];
}

/** Asks all lookups and looks at the account meanwhile; what stands may move a pin. */
async function lookAndAsk(
  context: Context,
  settings: Settings,
  { upgrade = new Set<string>(), options, before: whole }: PlanRequest,
): Promise<Looked> {
  const { aws, store, clock } = context;
  const lookups = enabledSections(settings).flatMap((section) => section.lookups(settings));
  const pinned = lookups.filter(({ unpinned }) => unpinned !== true);
  demandKnown(
    "--upgrade",
    upgrade,
    pinned.map(({ key }) => key),
  );
  const runs = lookups.map((lookup) =>
    beginLookup(lookup, { env: aws, pins: store.pins, upgrade, now: clock.now }),
  );
  const first = await Promise.all(runs.map((run) => run.first));
  const begun = new Map(runs.map(({ key }, index) => [key, first[index] as Answer]));
  const { declarations } = declare(context, settings, begun);
  const all = new Map([...pinnedAnswers(context), ...begun]);
  const before = whole === undefined ? [] : declare(context, whole, all).declarations;
  const observation = await look(context, [...declarations, ...before], options);
  const settled = lookups.map(async (lookup, index) => {
    const offer = (await runs[index]?.offer) ?? { error: undefined };
    const isOurs = (observed: Observed): boolean => belongsTo(context, observed);
    const seen = { answer: first[index] as Answer, offer, observation, isOurs, now: clock.now() };
    return [lookup.key, settleAnswer(lookup, { ...seen, hadPin: store.pins.has(lookup.key) })] as const;
  });
  return { observation, answers: new Map(await Promise.all(settled)), before };
}

/**
 * Plans the removal of everything that the state or the marks on it show; asks AWS nothing but what is there. A state that
 * knows nothing may be the wrong one: then every type is looked at, under the names of every section.
 */
export async function planDestroy(context: Context, options: PlanOptions): Promise<StackPlan> {
  const isBlank = context.store.entries().size === 0;
  const settings = isBlank ? withSections(context.settings, true) : context.settings;
  const { declarations } = declarePinned(context, settings);
  const observation = await whileTelling(context, () => look(context, declarations, options));
  const { store: journal, clock } = context;
  const seen = { types: resourceTypes, observation, journal, clock, options };
  const planned = await planByContent(context.aws, { ...seen, declarations: [] });
  const account = await withAlias(context);
  return { ...planned, declarations, handles: {}, deviations: [], account, freshPins: new Map() };
}

async function withAlias({ account, alias: asked }: Context): Promise<AccountHeader> {
  const alias = await asked;
  return alias === undefined ? account : { ...account, alias };
}

/** What a teardown needs to know of the declarations are their types and names; the pins are enough for that. */
const pinnedAnswers = ({ store }: Context): Map<string, Answer> =>
  new Map([...store.pins].map(([key, pin]) => [key, { value: pin.value, pin, notices: [], fresh: false }]));

/** What the sections declare with the answers that the state has pinned; asks AWS nothing. */
export const declarePinned = (
  context: Context,
  settings: Settings = context.settings,
): ReturnType<typeof declare> => declare(context, settings, pinnedAnswers(context));

function declare(
  context: Context,
  settings: Settings,
  answers: ReadonlyMap<string, Answer>,
): { declarations: readonly Declaration<Aws>[]; handles: Handles } {
  const { lineage, stack: name } = context.store;
  const stack = new Stack<Aws>({ stack: name, lineage, tags: settings.tags });
  const { region, account, partition } = context.aws;
  const handles = declareSections({ stack, settings, region, account, partition, answers });
  return { declarations: stack.declarations, handles };
}

function look(
  context: Context,
  declarations: readonly Declaration<Aws>[],
  options: PlanOptions,
): Promise<Observation> {
  return observe({
    env: context.aws,
    declarations,
    types: resourceTypes,
    journal: context.store,
    everyType: options.mode === "destroy" && context.store.entries().size === 0,
    adopt: options.adopt,
  });
}

function belongsTo({ store }: Context, observed: Observed): boolean {
  const known = [...store.entries().values()].some((entry) => "id" in entry && entry.id === observed.id);
  const tags = typeof observed.tags === "object" ? observed.tags : {};
  return known || (tags[OURS.stack] === store.stack && tags[OURS.lineage] === store.lineage);
}

type CheckInput = Parameters<NonNullable<ReturnType<typeof enabledSections>[number]["check"]>>[0];

/** Settings that the account contradicts are told all at once, before anything is changed. */
async function demandPossible(context: Context, seen: Omit<CheckInput, "env">): Promise<void> {
  const checked = enabledSections(seen.settings).map(
    async (section) => (await section.check?.({ ...seen, env: context.aws })) ?? [],
  );
  const problems = (await Promise.all(checked)).flat();
  if (problems.length === 0) return;
  throw new SettingsError({
    code: "SettingsImpossible",
    summary: problems.length === 1 ? "A setting does not fit the account" : "Settings do not fit the account",
    detail: problems.map((problem) => placeProblem(context, problem)).join("\n"),
  });
}

function placeProblem(context: Context, { key, value, allowed, text }: SettingProblem): string {
  const line = context.lineOf(key);
  return describeProblem(context.settingsFile, {
    line,
    key,
    value: JSON.stringify(value),
    allowed: `${text}; allowed: ${allowed}`,
  });
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
