import { rowOf } from "../../src/aws/errors.ts";
import { translate } from "../../src/aws/translate.ts";
import type { Props } from "../../src/engine/resource.ts";
import { AlreadyExists, AmbiguousEnd } from "../../src/errors.ts";
import type { RehearsedRefusal } from "../../src/sandbox/rehearsed-refusals.ts";
import type { ModelledError } from "../aws/modelled-errors.ts";
import { type Account, changeTo, openFaultyAccount } from "./ground.ts";
import type { Sample } from "./sample.ts";
import { changeProp, deletion, stand } from "./standing.ts";

/** What is done with a resource: it is made, a prop of it is changed, or it is deleted. */
export type Verb = "create" | "delete" | `update ${string}`;

/** For how long a refusal lasts. */
export const LASTING = {
  "the first call": { times: 1 },
  "the first minute": { seconds: 60 },
  "for ever": {},
} as const;

export type Lasting = keyof typeof LASTING;

/** One refusal of one call that a verb makes. */
export interface Case {
  /** The SDK's ids of client and operation: `EC2.CreateVpc`. */
  readonly call: string;
  readonly error: string;
  readonly status?: number;
  readonly lasting: Lasting;
}

/** What any call of any service may be answered with, by the services' "Common errors". */
const COMMON: readonly (readonly [error: string, status: number])[] = [
  ["AccessDenied", 403],
  ["Throttling", 400],
  ["InternalFailure", 500],
  ["ServiceUnavailable", 503],
  ["OptInRequired", 403],
  ["ValidationError", 400],
];

/** EC2 has no model of its errors. Source: EC2 API reference, "Error codes". */
const OF_EC2: readonly string[] = [
  "DependencyViolation",
  "IncorrectState",
  "InsufficientInstanceCapacity",
  "InternalError",
  "InvalidParameterValue",
  "InvalidParameterCombination",
  "InvalidSubnetID.NotFound",
  "InvalidVpcID.NotFound",
  "InvalidGroup.NotFound",
  "InvalidGroup.InUse",
  "InvalidKeyPair.NotFound",
  "RequestLimitExceeded",
  "ResourceCountExceeded",
  "UnauthorizedOperation",
  "Unavailable",
  "UnsupportedOperation",
  "VcpuLimitExceeded",
  "VpcLimitExceeded",
];

/** The verbs of a sample, a change of each prop that changes in place among them. */
export function verbsOf({ type }: Sample): readonly Verb[] {
  const props = Object.entries(type.compare)
    .filter(([prop, compare]) => !type.replaceOn.includes(prop) && !/^(createOnly|unmanaged)$/.test(compare))
    .map(([prop]) => `update ${prop}` as const);
  return ["create", ...props, "delete"];
}

/** The calls that a verb makes and that change something, as `EC2.CreateVpc`. */
export async function callsOf(sample: Sample, verb: Verb): Promise<readonly string[]> {
  const account = openFaultyAccount({}, "others");
  try {
    const before = await prepare(account, sample, verb);
    const made = account.calls().length;
    await before.run(account);
    const changing = account
      .calls()
      .slice(made)
      .filter(({ reads }) => !reads);
    return [...new Set(changing.map(({ service, operation }) => `${service}.${operation}`))];
  } finally {
    account.close();
  }
}

/** All that the models, or EC2's reference, name for a call. */
export function casesOf(call: string, modelled: readonly ModelledError[]): readonly Case[] {
  const named = modelled.filter(({ service, operation }) => `${service}.${operation}` === call);
  const own = call.startsWith("EC2.") ? OF_EC2 : [...new Set(named.map(({ name }) => name))];
  return (Object.keys(LASTING) as Lasting[]).flatMap((lasting) => [
    ...own.map((error) => ({ call, error, lasting })),
    ...COMMON.map(([error, status]) => ({ call, error, status, lasting })),
  ]);
}

/** Longer than any wait for a single resource; whoever is still at it then waits for what will not come. */
const BUDGET_SECONDS = 4 * 3600;
const WORDS = "Words of AWS.";

/** Carries a case out and answers what was wrong with its end, if anything was. */
export async function fault(sample: Sample, verb: Verb, refused: Case): Promise<string | undefined> {
  const { call, error, status, lasting } = refused;
  const refusal: RehearsedRefusal = {
    operation: call,
    error,
    message: WORDS,
    ...(status === undefined ? {} : { status }),
    ...LASTING[lasting],
  };
  const account = openFaultyAccount(verb === "create" ? { refuse: [refusal] } : {}, "others");
  try {
    const prepared = await prepare(account, sample, verb, [refusal]);
    const start = account.aws.clock.now();
    const end = await Promise.race([
      prepared.run(account).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
      account.aws.clock.sleep(2 * BUDGET_SECONDS),
    ]);
    if (account.aws.clock.secondsSince(start) > BUDGET_SECONDS) return "waited beyond every budget";
    return end === undefined ? undefined : await judge(end, refused);
  } finally {
    account.close();
  }
}

/** Whether an error is one that the engine goes on from, or is told in the right words. */
async function judge(thrown: unknown, { call, error, lasting }: Case): Promise<string | undefined> {
  if (thrown instanceof AlreadyExists || thrown instanceof AmbiguousEnd) return undefined;
  const told = await translate(thrown);
  if (told.exitCode === 70) return `a bug: ${told.detail}`;
  if (told.code === "AwsRefused") return "AWS's own words are the best explanation";
  const row = rowOf(thrown);
  if (row === undefined) return undefined;
  if (lasting === "the first call" && ["throttled", "passing"].includes(row.meaning) && told.exitCode === 69)
    return `${error} of ${call} was not repeated`;
  const isFinal = row.meaning === "refused" || row.meaning === "quota";
  return isFinal && told.code !== "TokenReused" && /same command (carries|goes) on\b/.test(told.detail)
    ? "it advises to repeat what will be refused again"
    : undefined;
}

interface Prepared {
  run(account: Account): Promise<void>;
}

/** Brings a resource to where the verb begins; the refusals concern the verb alone. */
async function prepare(
  account: Account,
  sample: Sample,
  verb: Verb,
  refuse: readonly RehearsedRefusal[] = [],
): Promise<Prepared> {
  if (verb === "create") return { run: async (tested) => void (await stand(tested, sample)) };
  const standing = await stand(account, sample);
  const tested = refuse.length === 0 ? account : account.reopen({ refuse });
  if (verb === "delete") {
    const name = sample.type.snapshotName === undefined ? undefined : "final";
    const run = async (): Promise<void> => {
      await sample.type.delete(tested.aws, standing.observed.id, deletion(tested, name));
    };
    return { run };
  }
  const prop = verb.replace("update ", "");
  const to =
    prop === "tags"
      ? { ...(standing.props.tags as object), team: "shop" }
      : (await sample.changes(account.ground, standing.props))[prop];
  return {
    run: async () => {
      await changeProp({ ...standing, account: tested }, changeTo<Props>(prop, to));
    },
  };
}
