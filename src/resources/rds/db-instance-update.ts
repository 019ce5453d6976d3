import { ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName, isInvalidState } from "../../aws/errors.ts";
import { type Verdict, waitFor, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import { isSatisfied } from "../../engine/compare.ts";
import type { UpdateContext, Watch } from "../../engine/resource.ts";
import {
  DB_INSTANCE_COMPARE,
  type DbInstanceAttributes,
  type DbInstanceProps,
  findDbInstance,
  type ObservedDbInstance,
} from "./db-instance-observed.ts";
import { toModification } from "./db-instance-requests.ts";
import { isSameLine } from "./engine-versions.ts";
import { changeTags } from "./tagging.ts";

type DbChange = Change<DbInstanceProps>;
type Context = UpdateContext<DbInstanceProps, DbInstanceAttributes>;

/** Props whose change restarts the database. Source: RDS API reference, ModifyDBInstance. */
export const OUTAGE_PROPS = ["class", "engineVersion"] as const satisfies readonly (keyof DbInstanceProps)[];

// RDS answers InvalidDBInstanceStateFault while it backs up or configures something: minutes.
const STATE_SECONDS = 300;
const TAKE_UP_SECONDS = 300;
const CREATE_SECONDS = 40 * 60;
const UPDATE_SECONDS = 80 * 60;
const POLL_SECONDS = 10;
// The status flaps between the parts of a change: available, backing-up, available, modifying, available.
const CONFIRMATIONS = 3;
// An immediate change starts within a minute; values that are still pending then wait for the window.
const LOOKS_AT_PENDING = 3;

// A backup is running in `backing-up`, so RDS refuses to modify: usable, but not yet ready.
const READY = new Set(["available", "storage-full", "storage-initialization", "storage-optimization"]);
const isOutage = (prop: string): boolean => OUTAGE_PROPS.some((outage) => outage === prop);

/**
 * Changes a DB instance in place: what interrupts nothing at once, what restarts the database at once or in the
 * maintenance window as the context says.
 */
export async function updateDbInstance(
  aws: Aws,
  id: string,
  changes: readonly DbChange[],
  context: Context,
): Promise<void> {
  await changeTags(aws, context.observed.attributes.arn, changes);
  const sent = changes.filter(({ prop }) => prop !== "tags");
  const outage = sent.filter(({ prop }) => isOutage(prop));
  const gentle = sent.filter(({ prop }) => !isOutage(prop));
  if (outage.length > 0 && context.applyAt === "now") {
    await modify({ aws, id, context }, sent, "at once");
    return;
  }
  // An immediate modify would also apply what waits for the window, an outage that nobody was shown.
  const waits = Object.keys(context.observed.later ?? {}).some(isOutage);
  await modify({ aws, id, context }, gentle, waits ? "in the window" : "at once");
  if (outage.length === 0) return;
  if (gentle.length > 0) await waitUntilReady(aws, id, context);
  await modify({ aws, id, context }, outage, "in the window");
}

interface Target {
  readonly aws: Aws;
  readonly id: string;
  readonly context: Context;
}

async function modify(
  { aws, id, context }: Target,
  changes: readonly DbChange[],
  when: "at once" | "in the window",
): Promise<void> {
  if (changes.length === 0) return;
  const values = new Map<string, unknown>(changes.map(({ prop, to }) => [prop, to]));
  const command = new ModifyDBInstanceCommand({
    DBInstanceIdentifier: id,
    ...toModification(values),
    ...majorUpgrade(values.get("engineVersion"), context.observed),
    ApplyImmediately: when === "at once",
  });
  const call = (): Promise<unknown> => aws.safe.rds.send(command).catch(nothingToDoIsFine);
  await untilSettled(call, { isLag: isInvalidState, budgetSeconds: STATE_SECONDS }, context);
  if (when === "at once") await waitForTakeUp(aws, id, changes, context);
}

function majorUpgrade(version: unknown, observed: ObservedDbInstance): { AllowMajorVersionUpgrade?: true } {
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

/** After an immediate modify the status stays `available` for some seconds; waits until the change is under way or done. */
async function waitForTakeUp(
  aws: Aws,
  id: string,
  changes: readonly DbChange[],
  watch: Watch,
): Promise<void> {
  const judge = (seen: ObservedDbInstance | undefined): Verdict => {
    const isDone = (change: DbChange): boolean =>
      isSatisfied(DB_INSTANCE_COMPARE[change.prop], change.to, seen?.props[change.prop]);
    const compared = changes.filter(({ prop }) => DB_INSTANCE_COMPARE[prop] !== "writeOnly");
    const isTakenUp = seen?.status !== "available" || compared.every(isDone);
    return { state: isTakenUp ? "ready" : "pending", status: seen?.status ?? "not visible" };
  };
  const read = (): Promise<ObservedDbInstance | undefined> => findDbInstance(aws, id);
  await waitFor(
    { what: `DB instance ${id}`, read, judge, timeoutSeconds: TAKE_UP_SECONDS, delaySeconds: 5 },
    watch,
  );
}

/**
 * Waits until an instance has been ready on three looks in a row. Usually 10 to 20 min after a create; gives up after
 * 40 min while it is created, else after 80 min (`WaitTimeoutError`). Values that wait for the maintenance window do not
 * keep it from being ready. Safe to repeat.
 */
export async function waitUntilReady(aws: Aws, id: string, watch: Watch): Promise<void> {
  const what = `DB instance ${id}`;
  const read = (): Promise<ObservedDbInstance | undefined> => findDbInstance(aws, id);
  const first = await waitVisible(read, what, watch);
  const timeoutSeconds = first.status === "creating" ? CREATE_SECONDS : UPDATE_SECONDS;
  const bounds = { timeoutSeconds, delaySeconds: POLL_SECONDS, confirmations: CONFIRMATIONS };
  await waitFor({ what, read, judge: createReadyJudge(), ...bounds }, watch);
}

function createReadyJudge(): (seen: ObservedDbInstance | undefined) => Verdict {
  let looks = 0;
  return (seen) => {
    const end = endOf(seen);
    if (end !== undefined) return end;
    const status = seen?.status ?? "";
    const isReady = READY.has(status);
    looks = isReady ? looks + 1 : 0;
    const isSettled = seen?.later === undefined || looks > LOOKS_AT_PENDING;
    return { state: isReady && isSettled ? "ready" : "pending", status };
  };
}

/** The verdict on an instance that will not become ready by itself. */
function endOf(seen: ObservedDbInstance | undefined): Verdict | undefined {
  if (seen === undefined) return { state: "failed", status: "gone", reason: "It is no longer there." };
  const { status, condition } = seen;
  if (condition === "broken") return { state: "failed", status };
  if (condition === "leaving") return { state: "failed", status, reason: "It is being deleted." };
  if (status !== "stopped") return undefined;
  return { state: "failed", status, reason: "It was stopped, and starts when it is told to." };
}
