import { createSkewMeter, type SkewMeter } from "../../aws/clock-skew.ts";
import { findEnd, isUntold } from "../../aws/credentials.ts";
import { type ActionsOn, findPrincipal, type Simulation, simulate } from "../../aws/simulate.ts";
import { translate } from "../../aws/translate.ts";
import { Cancelled, type FlashsaleError, SettingsError, UsageError } from "../../errors.ts";
import { formatDuration } from "../../ui/amounts.ts";
import { planOptionsOf } from "../change-flags.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { NOTHING_CHOSEN } from "../nothing-chosen.ts";
import { actionsOf } from "../permissions/actions.ts";
import { pack, type Statement, statementsOf } from "../permissions/documents.ts";
import type { PolicyPlace } from "../permissions/place.ts";
import { planStack, type StackPlan } from "../planning.ts";
import type { Finding } from "./finding.ts";

/** What the account gives of what the plan needs: access, permissions, quotas, versions, the right time. Reads only. */
export async function accountFindings(desk: Desk): Promise<Finding[]> {
  const meter = createSkewMeter(Date.now);
  let context: Context;
  try {
    context = await openContext(desk, { writes: false, orDefaults: true, plugins: [meter.plugin] });
  } catch (error) {
    // A question that was not answered, such as that for an MFA code, and a wrong flag are no findings.
    if (error instanceof Cancelled || error instanceof UsageError) throw error;
    return [await blocked(desk, error)];
  }
  const planning = planStack(context, { options: planOptionsOf(NOTHING_CHOSEN), checkQuotas: true }).then(
    (plan) => ({ plan }),
    (error: unknown) => ({ error }),
  );
  const planned = await planning;
  const rest =
    "plan" in planned
      ? await planFindings(context, planned.plan)
      : [await failure(desk, "Plan", planned.error)];
  return [...callerFindings(context), ...rest, skewFinding(meter, context)];
}

/** Settings, credentials or the way to AWS: nothing more can be looked at. */
async function blocked(desk: Desk, error: unknown): Promise<Finding> {
  return failure(desk, error instanceof SettingsError ? "Settings" : "Credentials", error);
}

async function failure(desk: Desk, name: string, error: unknown): Promise<Finding> {
  const { profile } = desk.globals;
  return toFinding(name, await translate(error, profile === undefined ? {} : { profile }));
}

const toFinding = (name: string, { summary, detail, fix, exitCode }: FlashsaleError): Finding => ({
  name,
  state: "problem",
  found: `${summary}: ${detail}`,
  mend: fix,
  ...(exitCode === 77 ? { isAboutAccess: true } : {}),
});

function callerFindings({ arn, account, settingsFile, hasFile }: Context): Finding[] {
  const { accountId, region, profile, sandbox } = account;
  const file: Finding = hasFile
    ? { name: "Settings", state: "ok", found: settingsFile, mend: [] }
    : {
        name: "Settings",
        state: sandbox ? "ok" : "warning",
        found: "no file yet; the guide's values are taken",
        mend: sandbox ? [] : ["flashsale-setup init"],
      };
  const place = `${region}${profile === undefined ? "" : `, profile ${profile}`}`;
  return [
    file,
    { name: "Credentials", state: "ok", found: `${arn}, account ${accountId}`, mend: [] },
    { name: "Region", state: "ok", found: place, mend: [] },
  ];
}

async function planFindings(context: Context, planned: StackPlan): Promise<Finding[]> {
  return [
    await timeLeft(context, planned),
    await permissionFinding(context, planned),
    ...readFindings(planned),
    ...quotaFindings(planned),
    offerFinding(planned),
  ];
}

/** What the account does not let be read, each reason once. */
function readFindings({ plan }: StackPlan): Finding[] {
  const refusals = new Map(
    (plan.leftOut ?? []).flatMap(({ refusal }) =>
      refusal === undefined ? [] : [[refusal.detail, refusal] as const],
    ),
  );
  return [...refusals.values()].map((refusal) => toFinding("Plan", refusal));
}

async function timeLeft({ credentials, clock, account }: Context, { plan }: StackPlan): Promise<Finding> {
  const name = "Time of the credentials";
  const needed = `${formatDuration(plan.criticalPath.seconds)} for the plan`;
  if (credentials === undefined)
    return { name, state: "skipped", found: "the sandbox's do not end", needed, mend: [] };
  const found = await credentials.provider();
  const end = await findEnd(found, account.profile);
  if (end === undefined) return { name, ...endlessness(found), needed, mend: [] };
  const left = Math.max(0, (end.getTime() - clock.now()) / 1000);
  const isEnough = left >= plan.criticalPath.seconds;
  const renew = `aws sso login${account.profile === undefined ? "" : ` --profile ${account.profile}`}`;
  return {
    name,
    state: isEnough ? "ok" : "warning",
    found: `${formatDuration(left)} left`,
    needed,
    mend: isEnough ? [] : [renew],
  };
}

function endlessness(credentials: Parameters<typeof isUntold>[0]): Pick<Finding, "state" | "found"> {
  if (isUntold(credentials))
    return { state: "warning", found: "not known: the session does not tell its end" };
  if (credentials.expiration !== undefined) return { state: "ok", found: "they renew themselves" };
  return { state: "ok", found: "access keys do not end" };
}

/** What the caller may do of what the stack needs, from IAM's simulator. */
async function permissionFinding(context: Context, { declarations }: StackPlan): Promise<Finding> {
  const { aws, arn, settings } = context;
  const { account, partition, region } = aws;
  const actions = actionsOf(settings, declarations);
  const place = { partition, account, region, settings };
  const base = { name: "Permissions", needed: `${actions.length} actions` };
  try {
    const principal = await findPrincipal(aws.safe.iam, arn);
    if (principal === undefined)
      return { ...base, state: "warning", found: `IAM simulates nothing for ${arn}`, mend: [] };
    const wanted = statementsOf(actions, place).map(toAsked);
    return {
      ...base,
      ...judge(await simulate(aws.safe.iam, { principal, region, partition }, wanted), place),
    };
  } catch (error) {
    const told = await translate(error, {});
    const mend = ["flashsale-setup doctor --policy prints what is needed"];
    return { ...base, state: "warning", found: `not simulated: ${told.detail}`, mend };
  }
}

/** A statement as a question: its conditions are what the program's requests say of themselves. */
const toAsked = ({ Action, Resource, Condition = {} }: Statement): ActionsOn => ({
  actions: Action,
  resources: [Resource].flat(),
  context: Object.fromEntries(
    Object.entries(Condition).flatMap(([operator, values]) =>
      // The create that tags is a create of the stack's.
      Object.entries(values).map(([key, value]) => [
        key,
        operator === "Null" ? ["CreateVpc"] : [value].flat(),
      ]),
    ),
  ),
});

function judge(
  { denied, unknown, missing }: Simulation,
  place: PolicyPlace,
): Pick<Finding, "state" | "found" | "mend" | "isAboutAccess"> {
  const open =
    unknown.length === 0
      ? ""
      : `not known, as they hang on ${missing.join(", ")}, which no simulation knows: ${unknown.join(", ")}`;
  if (denied.length === 0)
    return open === ""
      ? { state: "ok", found: "all allowed", mend: [] }
      : { state: "warning", found: open, mend: [] };
  const documents = pack(statementsOf(denied, place)).map((document) =>
    JSON.stringify(document, undefined, 2),
  );
  const these = documents.length === 1 ? "this policy" : `these ${documents.length} policies`;
  return {
    state: "problem",
    found: [`denied: ${denied.join(", ")}`, ...(open === "" ? [] : [open])].join("; "),
    mend: [`ask whoever administers the account to attach ${these}:`, ...documents],
    isAboutAccess: true,
  };
}

/** What AWS offers: what it refuses was found before, since the plan was made; what it did not tell is worth a word. */
function offerFinding({ plan }: StackPlan): Finding {
  const name = "Versions and classes";
  const told = plan.notices.filter((notice) => !isAboutQuotas(notice));
  if (told.length === 0)
    return { name, state: "ok", found: "AWS offers what the settings ask for", mend: [] };
  return { name, state: "warning", found: told.join(" "), mend: [] };
}

const isAboutQuotas = (notice: string): boolean => notice.includes("did not tell these quotas");

function quotaFindings({ plan }: StackPlan): Finding[] {
  const low = plan.problems.filter(({ code }) => code === "QuotaTooLow");
  if (low.length > 0)
    return low.map(({ text, ways }) => ({ name: "Quotas", state: "problem", found: text, mend: ways }));
  const unread = plan.notices.find(isAboutQuotas);
  if (unread !== undefined) return [{ name: "Quotas", state: "warning", found: unread, mend: [] }];
  return [{ name: "Quotas", state: "ok", found: "enough for the plan", mend: [] }];
}

/** Seconds that AWS tolerates. Source: IAM User Guide, "Troubleshooting signed requests": 5 minutes. */
const TOLERATED_SECONDS = 300;
/** From here on it is worth a word: what is a minute off today is more tomorrow. */
const WORTH_A_WORD_SECONDS = 30;

function skewFinding(meter: SkewMeter, { account }: Context): Finding {
  const name = "Clock";
  const needed = "within 5 minutes of AWS's";
  const seconds = meter.seconds();
  if (seconds === undefined) {
    const found = account.sandbox ? "the sandbox has no clock of its own" : "AWS did not tell the time";
    return { name, state: "skipped", found, needed, mend: [] };
  }
  const off = Math.abs(seconds);
  const found = off === 0 ? "right" : `${formatDuration(off)} ${seconds > 0 ? "ahead" : "behind"}`;
  const state = off >= TOLERATED_SECONDS ? "problem" : off >= WORTH_A_WORD_SECONDS ? "warning" : "ok";
  const mend =
    state === "ok" ? [] : ["let the system set its clock: timedatectl set-ntp true, or the system settings"];
  return { name, state, found, needed, mend };
}
