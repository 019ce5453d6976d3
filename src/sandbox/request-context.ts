import type { Tags } from "./account.ts";
import type { RequestContext } from "./condition.ts";
import type { Call } from "./operation.ts";
import type { Need } from "./policy.ts";
import { findTags } from "./tagged.ts";

type Input = Readonly<Record<string, unknown>>;

/** A need as a service's table states it; what a rule knows of its tags itself goes before what the request says. */
export interface StatedNeed extends Need {
  /** The tags that are asked for on this very resource. @default those of the request */
  readonly requestTags?: Tags;
}

/** The member in which each service takes tags at a create, as a list of pairs or as a record. */
const TAG_MEMBERS = ["Tags", "tags", "TagsList", "ResourceTags"] as const;
/** The member in which each service takes the keys of tags that are to go. */
const KEY_MEMBERS = ["TagKeys", "tagKeys", "ResourceTagKeys"] as const;

/** Services that belong to no region: their requests go to one. Source: IAM User Guide, `aws:RequestedRegion`. */
const GLOBAL = new Set(["iam", "budgets"]);
const HOME: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

/** Says of a need what IAM's conditions may ask about it. `needs` are all that the call needs, its own action first. */
export function contextOf(
  need: StatedNeed,
  needs: readonly Need[],
  { input, call }: { input: Input; call: Call },
): RequestContext {
  const own = needs[0]?.action ?? need.action;
  const requested = need.requestTags ?? requestTagsOf(need, own, input);
  const context: Record<string, readonly string[]> = {
    ...placeOf(need, call),
    ...toKeys("aws:requesttag/", requested),
    ...TOLD[need.action]?.(need, { own, input, call }),
  };
  const keys = [...Object.keys(requested), ...keysIn(input)];
  if (keys.length > 0) context["aws:tagkeys"] = keys;
  for (const prefix of ["aws", need.action.split(":")[0] ?? ""])
    Object.assign(context, toKeys(`${prefix}:resourcetag/`, findTags(call.account, need.resource) ?? {}));
  return context;
}

function placeOf({ action }: Need, { region, partition, accountId, callerArn }: Call): RequestContext {
  const service = action.split(":")[0] ?? "";
  const requested = GLOBAL.has(service) ? (HOME[partition] ?? region) : region;
  return {
    "aws:requestedregion": [requested],
    "aws:principalarn": [callerArn],
    "aws:principalaccount": [accountId],
    "aws:resourceaccount": [accountId],
    ...(service === "ec2" ? { "ec2:region": [region] } : {}),
  };
}

/** EC2 is told the tags of each kind of resource by itself, and other resources of the call are none of theirs. */
function requestTagsOf({ action, resource }: Need, own: string, input: Input): Tags {
  if (serviceOf(action) !== serviceOf(own)) return {};
  const { TagSpecifications: specifications, CreateBucketConfiguration: bucket } = input as {
    TagSpecifications?: readonly { ResourceType?: string; Tags?: unknown }[];
    CreateBucketConfiguration?: { Tags?: unknown };
  };
  if (serviceOf(action) === "ec2" && input.Resources === undefined) {
    const kind = /^arn:[^:]+:ec2:[^:]*:[^:]*:([^/]+)\//.exec(resource)?.[1];
    return Object.assign(
      {},
      ...(specifications ?? [])
        .filter(({ ResourceType }) => ResourceType === kind)
        .map(({ Tags: tags }) => toTags(tags)),
    );
  }
  return Object.assign({}, ...TAG_MEMBERS.map((member) => toTags(input[member])), toTags(bucket?.Tags));
}

/** Tags as a record, whichever way a service writes them. */
function toTags(value: unknown): Tags {
  if (typeof value !== "object" || value === null) return {};
  if (!Array.isArray(value)) return value as Tags;
  const pairs = value as { Key?: string; key?: string; Value?: string; value?: string }[];
  return Object.fromEntries(
    pairs.map((pair) => [pair.Key ?? pair.key ?? "", pair.Value ?? pair.value ?? ""]),
  );
}

const keysIn = (input: Input): string[] =>
  KEY_MEMBERS.flatMap((member) => (Array.isArray(input[member]) ? input[member].map(String) : []));

const toKeys = (prefix: string, tags: Tags): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`.toLowerCase(), [value]]));

const serviceOf = (action: string): string => action.split(":")[0] ?? "";

/** Who a role is passed to, by the service of the call. Source: IAM User Guide, "Grant a user permissions to pass a role". */
const RECEIVERS: Readonly<Record<string, string>> = {
  ecs: "ecs-tasks.amazonaws.com",
  rds: "monitoring.rds.amazonaws.com",
};

interface Asked {
  readonly own: string;
  readonly input: Input;
  readonly call: Call;
}

type Told = (need: Need, asked: Asked) => RequestContext;

const attached: Told = (_need, { input }) => ({ "iam:policyarn": [String(input.PolicyArn ?? "")] });

/** What only some actions are told: whom a role goes to, whose own role is made, which create it is that tags. */
const TOLD: Readonly<Record<string, Told>> = {
  "iam:AttachRolePolicy": attached,
  "iam:DetachRolePolicy": attached,
  "iam:PassRole": (_need, { own, call }) => {
    const ec2 = `ec2.amazonaws.com${call.partition === "aws-cn" ? ".cn" : ""}`;
    return { "iam:passedtoservice": [RECEIVERS[serviceOf(own)] ?? ec2] };
  },
  "iam:CreateServiceLinkedRole": ({ resource }) => ({
    "iam:awsservicename": [/aws-service-role\/([^/]+)/.exec(resource)?.[1] ?? ""],
  }),
  "ec2:CreateTags": (_need, { own }) => {
    // Auto Scaling launches by EC2's own call.
    const create = serviceOf(own) === "autoscaling" ? "RunInstances" : (own.split(":")[1] ?? "");
    return create === "CreateTags" ? {} : { "ec2:createaction": [create] };
  },
};
