import { ModifyDBInstanceCommand, type ModifyDBInstanceCommandInput } from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import { isSatisfied } from "../../engine/compare.ts";
import type { UpdateContext, Watch } from "../../engine/resource.ts";
import { PostponedError } from "../../errors.ts";
import {
  DB_INSTANCE_COMPARE,
  type DbInstanceAttributes,
  type DbInstanceProps,
  findDbInstance,
  type ObservedDbInstance,
  STORAGE_PROPS,
} from "./db-instance-observed.ts";
import { performanceFor, toModification } from "./db-instance-requests.ts";
import { waitForRoom, waitUntilReady } from "./db-instance-wait.ts";
import { isSameLine } from "./engine-versions.ts";
import { upgradeReplicas } from "./replica-upgrade.ts";
import { changeTags } from "./tagging.ts";
import { untilTaken } from "./taken.ts";

type DbChange = Change<DbInstanceProps>;
type Context = UpdateContext<DbInstanceProps, DbInstanceAttributes>;

/** Props whose change restarts the database. Source: RDS API reference, ModifyDBInstance. */
export const OUTAGE_PROPS = ["class", "engineVersion"] as const satisfies readonly (keyof DbInstanceProps)[];

// RDS answers InvalidDBInstanceStateFault while it backs up or configures something: minutes.
const STATE_SECONDS = 300;
const TAKE_UP_SECONDS = 300;
const GIVEN_UP_SECONDS = 240;

const isOutage = ({ prop }: Pick<DbChange, "prop">): boolean =>
  OUTAGE_PROPS.some((outage) => outage === prop);
const isOfStorage = ({ prop }: DbChange): boolean => STORAGE_PROPS.includes(prop);

type When = "at once" | "in the window";

/** Changes that go in one call, and when they are to happen. */
interface Part {
  readonly changes: readonly DbChange[];
  readonly when: When;
}

/**
 * Changes a DB instance in place: what interrupts nothing at once, what restarts the database at once or in the
 * maintenance window as the context says. Storage goes apart, since RDS may refuse it for hours, and all else with it.
 * Throws `PostponedError` where it did, once all else is done.
 */
export async function updateDbInstance(
  aws: Aws,
  id: string,
  changes: readonly DbChange[],
  context: Context,
): Promise<void> {
  await changeTags(aws, context.observed.attributes.arn, changes);
  const parts = partsOf(changes, context).filter((part) => part.changes.length > 0);
  let postponed: PostponedError | undefined;
  for (const [index, part] of parts.entries()) {
    if (index > 0) await waitUntilReady(aws, id, context);
    postponed = (await orPostponed(modify({ aws, id, context }, part), id, part)) ?? postponed;
  }
  if (postponed !== undefined) throw postponed;
}

/**
 * The calls in their order. An immediate one would also apply what waits for the window, an outage that nobody was shown: so
 * that comes last, and nothing is immediate where something waits already. What is full takes nothing before it has room.
 */
function partsOf(changes: readonly DbChange[], { observed, applyAt }: Context): readonly Part[] {
  const all = changes.filter(({ prop }) => prop !== "tags");
  const storage = all.filter(isOfStorage);
  const outage = all.filter((change) => isOutage(change) && !isOfStorage(change));
  const gentle = all.filter((change) => !isOutage(change) && !isOfStorage(change));
  if (applyAt === "now" && outage.length > 0) {
    const rest: Part = { changes: [...gentle, ...outage], when: "at once" };
    return inOrder(observed, rest, { changes: storage, when: "at once" });
  }
  const waits = Object.keys(observed.later ?? {}).some((prop) => isOutage({ prop } as DbChange));
  const when = waits ? "in the window" : "at once";
  return [
    ...inOrder(observed, { changes: gentle, when }, { changes: storage, when }),
    { changes: outage, when: "in the window" },
  ];
}

const inOrder = ({ stuck }: ObservedDbInstance, rest: Part, storage: Part): readonly Part[] =>
  stuck?.mendedBy === undefined ? [rest, storage] : [storage, rest];

interface Target {
  readonly aws: Aws;
  readonly id: string;
  readonly context: Context;
}

async function modify({ aws, id, context }: Target, { changes, when }: Part): Promise<void> {
  const values = new Map<string, unknown>(changes.map(({ prop, to }) => [prop, to]));
  const { props: present } = context.observed;
  const version = values.get("engineVersion");
  if (typeof version === "string") await upgradeReplicas({ aws, id, context }, { version, when });
  const command = new ModifyDBInstanceCommand({
    DBInstanceIdentifier: id,
    ...toModification(values, present),
    ...(changes.some(isOfStorage) ? performanceFor(Object.fromEntries(values), present) : {}),
    ...majorUpgrade(version, context.observed),
    ApplyImmediately: when === "at once",
  });
  const call = (): Promise<unknown> => aws.safe.rds.send(command).catch(nothingToDoIsFine);
  await untilTaken({ aws, id, watch: context }, call, { budgetSeconds: STATE_SECONDS });
  if (when === "at once") await waitForTakeUp(aws, id, changes, context);
  if (context.observed.stuck?.mendedBy !== undefined) await waitForRoom(aws, id, context);
}

function majorUpgrade(
  version: unknown,
  observed: ObservedDbInstance,
): Pick<ModifyDBInstanceCommandInput, "AllowMajorVersionUpgrade"> {
  const from = observed.props.engineVersion;
  if (typeof version !== "string" || from === undefined || isSameLine(from, version)) return {};
  return { AllowMajorVersionUpgrade: true };
}

/** A repeated modify may find its work done: InvalidParameterCombination, "No modifications were requested". */
function nothingToDoIsFine(error: unknown): void {
  const isDone =
    hasName(error, ["InvalidParameterCombination"]) &&
    /No modifications were requested/.test(errorMessage(error));
  if (!isDone) throw error;
}

/**
 * InvalidParameterCombination: "You can't currently modify the storage of this DB instance because the previous storage change is
 * being optimized."
 */
const isSettling = (error: unknown): boolean =>
  hasName(error, ["InvalidParameterCombination"]) &&
  /storage change is being optimized/.test(errorMessage(error));

/** Why RDS takes these changes only later, if it does. */
async function orPostponed(
  sent: Promise<void>,
  id: string,
  { changes }: Part,
): Promise<PostponedError | undefined> {
  try {
    await sent;
    return undefined;
  } catch (error) {
    if (error instanceof PostponedError) return error;
    if (!isSettling(error)) throw error;
    const props = changes.map(({ prop }) => prop);
    const text = {
      code: "StorageSettles",
      summary: "The storage takes no other change yet",
      detail: `${id}: ${props.join(", ")} could not be changed, since RDS still optimizes its storage after the last change. It can change again six hours after that, or once the optimization is over if that is later. All else was changed; the same command changes this then.`,
      fix: [
        `aws rds describe-db-instances --db-instance-identifier ${id} --query DBInstances[].[DBInstanceStatus,PercentProgress]`,
      ],
      cause: error,
    };
    return new PostponedError(text, props);
  }
}

/**
 * After an immediate modify the status stays `available` for some seconds; waits until the change is under way or done. What
 * is neither, nor pending any more, RDS has given up: that is left to the caller's next look.
 */
async function waitForTakeUp(
  aws: Aws,
  id: string,
  changes: readonly DbChange[],
  watch: Watch,
): Promise<void> {
  const begun = watch.clock.now();
  const judge = (seen: ObservedDbInstance | undefined): Verdict => {
    const isDone = (change: DbChange): boolean =>
      isSatisfied(DB_INSTANCE_COMPARE[change.prop], change.to, seen?.props[change.prop]);
    const compared = changes.filter(({ prop }) => DB_INSTANCE_COMPARE[prop] !== "writeOnly");
    const isOver = seen?.later === undefined && watch.clock.secondsSince(begun) > GIVEN_UP_SECONDS;
    const isTakenUp = seen?.status !== "available" || compared.every(isDone) || isOver;
    return { state: isTakenUp ? "ready" : "pending", status: seen?.status ?? "not visible" };
  };
  const read = (): Promise<ObservedDbInstance | undefined> => findDbInstance(aws, id);
  await waitFor(
    { what: `DB instance ${id}`, read, judge, timeoutSeconds: TAKE_UP_SECONDS, delaySeconds: 5 },
    watch,
  );
}
