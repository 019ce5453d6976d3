import type { Change } from "../../src/engine/change.ts";
import { descriptionProof, OURS } from "../../src/engine/ownership.ts";
import type { Observed, Proof, Repeat, ResourceType, Scope, Watch } from "../../src/engine/resource.ts";
import { BrokenResourceError, WaitTimeoutError } from "../../src/errors.ts";
import { type Box, type BoxProps, type FakeEnv, type Kind, StillNeeded } from "./fake-cloud.ts";

/** What a box tells others: its id and ARN for good, an endpoint that moves with its size, and its key. */
export type BoxAttributes = { id: string; arn: string; endpoint: string; key?: string; nickname?: string };

export type BoxType = ResourceType<BoxProps, BoxAttributes, FakeEnv>;

interface BoxOptions {
  readonly name: string;
  readonly repeat: Repeat;
  readonly proof: Proof;
  readonly createSeconds: number;
  readonly deleteSeconds: number;
  readonly windowSeconds?: number;
  /** Whether tags are told only once a box stands. */
  readonly tellsTagsLate: boolean;
  /** Facts and verbs that differ. */
  readonly overrides: Partial<BoxType>;
}

/** Seconds for which a delete waits for what still needs it. */
const VIOLATION_SECONDS = 120;

/** Seconds within which a read by id shows what was made. */
const VISIBLE_SECONDS = 60;

/** Seconds after which a wait is given up. */
const LONGEST_SECONDS = 3600;

const told = (box: Box, proof: Proof): Partial<BoxProps> => {
  const { password: _, tags, ...props } = box.props;
  return proof === "tags" && tags !== undefined ? { ...props, tags } : props;
};

/** The members that have a value. */
const present = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;

function toObserved(env: FakeEnv, box: Box, options: BoxOptions): Observed<BoxProps, BoxAttributes> {
  const { id, props, later, restorableUntil, broken: reason } = box;
  const { key, tags = {}, description } = props;
  const condition = env.cloud.conditionOf(box);
  const isSilent = options.tellsTagsLate && condition === "pending";
  const endpoint = `${id}.of-size-${props.size ?? 0}`;
  return {
    id,
    condition,
    status: condition,
    props: told(box, options.proof),
    attributes: { id, arn: `arn:${id}`, endpoint, ...present({ key }) },
    ...(options.proof === "tags" ? { tags: isSilent ? "unknown" : tags } : {}),
    ...present({ name: key, description, later, restorableUntil, reason }),
  };
}

/** By the narrowest key: names and ids that are known, else our tags, and strangers inside what is ours. */
function isInScope(box: Box, scope: Scope, isUnique: boolean): boolean {
  if (scope.ids.includes(box.id)) return true;
  if (isUnique) return box.props.key !== undefined && scope.names.includes(box.props.key);
  return box.props.tags?.[OURS.stack] === scope.stack;
}

async function readOne(env: FakeEnv, id: string, options: BoxOptions) {
  await env.life.alive();
  const box = env.cloud.find(id);
  return box === undefined ? undefined : toObserved(env, box, options);
}

/** Whether a box can be depended on; throws for what never will be. */
function isReady(seen: Observed | undefined, id: string, waitedSeconds: number): boolean {
  if (seen?.condition === "standing") return true;
  if (seen !== undefined && seen.condition !== "pending")
    throw new BrokenResourceError({ code: "Broken", summary: "It broke", detail: `${id} is ${seen.status}` });
  if (waitedSeconds > (seen === undefined ? VISIBLE_SECONDS : LONGEST_SECONDS))
    throw new WaitTimeoutError({
      code: "StillCreating",
      summary: "Still creating",
      detail: `${id} is on its way`,
    });
  return false;
}

async function waitReady(env: FakeEnv, id: string, watch: Watch, options: BoxOptions): Promise<void> {
  const begun = env.clock.now();
  for (;;) {
    const seen = (await readOne(env, id, options)) as Observed | undefined;
    watch.report(seen?.status ?? "not visible yet");
    if (isReady(seen, id, env.clock.secondsSince(begun))) return;
    await env.clock.sleep(5, watch.signal);
  }
}

async function waitGone(env: FakeEnv, id: string, watch: Watch, options: BoxOptions): Promise<void> {
  for (let waited = 0; waited <= LONGEST_SECONDS; waited += 5) {
    const seen = await readOne(env, id, options);
    if (seen === undefined || seen.restorableUntil !== undefined) return;
    watch.report(seen.status);
    await env.clock.sleep(5, watch.signal);
  }
  throw new WaitTimeoutError({
    code: "StillDeleting",
    summary: "Still deleting",
    detail: `${id} is on its way`,
  });
}

/** The address or key by which the log tells a box. */
const wordsFor = (props: Partial<BoxProps> | undefined): string =>
  props?.tags?.[OURS.address] ?? props?.key ?? "something";

async function deleteBox(
  env: FakeEnv,
  kind: Kind,
  id: string,
  context: Watch & { force: boolean; snapshot?: string },
) {
  const of = wordsFor(env.cloud.boxes.find((box) => box.id === id)?.props);
  const begun = env.clock.now();
  const attempt = () => env.cloud.delete(kind, id, context.force);
  while (!(await env.cloud.call(env, { operation: "delete", of }, attempt))) {
    env.cloud.log.push(`${of} is still needed`);
    if (env.clock.secondsSince(begun) > VIOLATION_SECONDS) throw new StillNeeded(of);
    await env.clock.sleep(5, context.signal);
  }
  if (context.snapshot !== undefined) env.cloud.snapshots.push(context.snapshot);
  if (kind.windowSeconds === undefined || context.force) return [];
  const until = env.cloud.boxes.find((box) => box.id === id)?.restorableUntil;
  return [{ type: kind.type, id, ...(until === undefined ? {} : { until }) }];
}

const updateBox = (
  env: FakeEnv,
  id: string,
  changes: readonly Change<BoxProps>[],
  props: BoxProps,
): Promise<void> => {
  const after = Object.fromEntries(changes.map(({ prop, to }) => [prop, to]));
  const dropped = changes.flatMap((change) => change.dropped ?? []);
  const act = () => env.cloud.update(id, after, dropped);
  return env.cloud.call(env, { operation: "update", of: wordsFor(props) }, act);
};

const FACTS = {
  replaceOn: ["shape", "inside", "key"],
  holds: ["within"],
  outage: ["engine"],
  afterCreate: ["late"],
  stable: ["id", "arn"],
  iamActions: [],
} as const;

const COMPARE: BoxType["compare"] = {
  key: "exact",
  size: "exact",
  shape: "exact",
  uses: "set",
  inside: "set",
  within: "set",
  password: "writeOnly",
  late: "exact",
  engine: "exact",
  description: "createOnly",
  tags: "subset",
};

function compareOf(proof: Proof): BoxType["compare"] {
  const { tags: _, ...untagged } = COMPARE;
  return proof === "tags" ? COMPARE : (untagged as BoxType["compare"]);
}

/** A kind of box: by default one whose create is repeated by token and that shows by tags whose it is. */
export function boxType(given: Partial<BoxOptions> = {}): BoxType {
  const options: BoxOptions = {
    name: "fake/box",
    repeat: "token",
    proof: "tags",
    createSeconds: 20,
    deleteSeconds: 10,
    tellsTagsLate: false,
    overrides: {},
    ...given,
  };
  const { name, repeat, proof, createSeconds, deleteSeconds, windowSeconds } = options;
  const isUnique = repeat === "name";
  const window = windowSeconds === undefined ? {} : { windowSeconds };
  const kind: Kind = { type: name, isUnique, createSeconds, deleteSeconds, ...window };
  const seen = (env: FakeEnv, pick: (box: Box) => boolean) =>
    env.cloud
      .seen()
      .filter((box) => box.type === name && pick(box))
      .map((box) => toObserved(env, box, options));
  return {
    name,
    title: name.replace(/^.*\//, ""),
    repeat,
    proof,
    compare: compareOf(proof),
    ...FACTS,
    typicalSeconds: { create: createSeconds, update: 1, delete: deleteSeconds },
    ...(isUnique ? { nameOf: ({ key }: Partial<BoxProps>) => key } : {}),
    list: async (env, scope) => {
      await env.life.alive();
      return seen(env, (box) => isInScope(box, scope, isUnique));
    },
    get: (env, id) => readOne(env, id, options),
    ...(repeat === "never" ? { listAll: async (env: FakeEnv) => seen(env, () => true) } : {}),
    create: async (env, props, token) => {
      const act = () => env.cloud.create(kind, props, repeat === "token" ? token : undefined);
      return { id: await env.cloud.call(env, { operation: "create", of: wordsFor(props) }, act) };
    },
    ready: (env, id, watch) => waitReady(env, id, watch, options),
    update: (env, id, changes, { props }) => updateBox(env, id, changes, props),
    restore: (env, id) => env.cloud.call(env, { operation: "restore", of: id }, () => env.cloud.restore(id)),
    delete: (env, id, context) => deleteBox(env, kind, id, context),
    gone: (env, id, watch) => waitGone(env, id, watch, options),
    ...options.overrides,
  };
}

/** The description by which a box without tags shows whose it is. */
export const describedAs = (address: string): string => descriptionProof("flashsale", address, "lineage-1");
