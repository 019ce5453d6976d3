import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  type DescribeLoadBalancersCommandInput,
  type LoadBalancer,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Condition, Observed, Scope, Tags } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { idFrom, orAbsent, resourceType, waitStanding } from "../type.ts";
import { onceKnown } from "./fresh.ts";
import { changeTags, shareTags, withTags } from "./tagging.ts";

/** What an application load balancer is asked to be. */
export type LoadBalancerProps = {
  /** 1 to 32 letters, digits or hyphens, no hyphen at either end, not beginning with `internal-`. */
  name: string;
  scheme: "internet-facing" | "internal";
  /** One subnet in each of two or more zones; for `internet-facing` with a way to an internet gateway. */
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
  tags: Tags;
};

export type LoadBalancerAttributes = {
  loadBalancerArn: string;
  /** Name under which it is reached; it resolves to an address in each zone. */
  dnsName: string;
  /** `app/NAME/ID`, as metrics name it. */
  fullName: string;
};

type ObservedBalancer = Observed<LoadBalancerProps, LoadBalancerAttributes>;

const HOURS_A_MONTH = 730;

/** Usually 2 to 3 min to make. */
const WAIT = { timeoutSeconds: 1200, delaySeconds: 5 };

const CONDITIONS: Readonly<Record<string, Condition>> = {
  provisioning: "pending",
  active: "standing",
  active_impaired: "standing",
  failed: "broken",
};

/** Reads load balancers; none where AWS does not know one of the names or ARNs. */
export async function findBalancers(
  aws: Aws,
  by: DescribeLoadBalancersCommandInput,
): Promise<LoadBalancer[]> {
  const read = async () => {
    const { LoadBalancers } = await aws.safe.loadBalancing.send(new DescribeLoadBalancersCommand(by));
    return LoadBalancers ?? [];
  };
  return (await orAbsent(read, "LoadBalancerNotFound")) ?? [];
}

async function readBalancers(
  aws: Aws,
  by: DescribeLoadBalancersCommandInput,
  scope?: Scope,
): Promise<ObservedBalancer[]> {
  const [found, known] = await Promise.all([findBalancers(aws, by), scope && shareTags(aws, scope)]);
  const tagged = await withTags(aws, { found, known, arnOf: ({ LoadBalancerArn }) => LoadBalancerArn });
  return tagged.map(([found, tags]) => toObserved(found, tags));
}

async function findBalancer(aws: Aws, arn: string): Promise<ObservedBalancer | undefined> {
  return (await readBalancers(aws, { LoadBalancerArns: [arn] }))[0];
}

function toObserved(found: LoadBalancer, tags: Tags): ObservedBalancer {
  const { LoadBalancerArn: loadBalancerArn = "", LoadBalancerName: name = "", Scheme, State } = found;
  const status = State?.Code ?? "provisioning";
  const scheme = Scheme === "internal" ? "internal" : "internet-facing";
  const subnetIds = (found.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
  return {
    id: loadBalancerArn,
    name,
    condition: CONDITIONS[status] ?? "pending",
    status,
    props: { name, scheme, subnetIds, securityGroupIds: found.SecurityGroups ?? [], tags },
    attributes: {
      loadBalancerArn,
      dnsName: found.DNSName ?? "",
      fullName: loadBalancerArn.slice(loadBalancerArn.indexOf("/") + 1),
    },
    tags,
    ...(State?.Reason === undefined ? {} : { reason: State.Reason }),
  };
}

const idsTo = (changes: readonly Change<LoadBalancerProps>[], prop: string): readonly string[] | undefined =>
  changes.find((change) => change.prop === prop)?.to as readonly string[] | undefined;

/** An application load balancer: the address under which the application is reached. Billed by the hour and by traffic. */
export const loadBalancer = resourceType<LoadBalancerProps, LoadBalancerAttributes>({
  name: "elastic-load-balancing-v2/load-balancer",
  title: "application load balancer",
  repeat: "name",
  proof: "tags",
  compare: { name: "exact", scheme: "exact", subnetIds: "set", securityGroupIds: "set", tags: "subset" },
  replaceOn: ["name", "scheme"],
  holds: ["subnetIds", "securityGroupIds"],
  stable: ["loadBalancerArn", "dnsName", "fullName"],
  typicalSeconds: { create: 150, update: 10, delete: 5 },
  iamActions: [
    "elasticloadbalancing:CreateLoadBalancer",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:SetSubnets",
    "elasticloadbalancing:SetSecurityGroups",
    "elasticloadbalancing:DeleteLoadBalancer",
    "iam:CreateServiceLinkedRole",
    // Asked of the caller by CreateLoadBalancer and SetSecurityGroups. Source: the policy of the AWS Load Balancer Controller.
    "ec2:DescribeAccountAttributes",
    "ec2:GetSecurityGroupsForVpc",
  ],

  /** Its public addresses are billed, too: one in each zone. Source: VPC pricing, public IPv4 addresses. */
  usage: ({ scheme, subnetIds }) => [
    { sku: "elb:application:hour", quantity: HOURS_A_MONTH },
    ...(scheme === "internet-facing"
      ? [{ sku: "ec2:public-ipv4:hour", quantity: HOURS_A_MONTH * subnetIds.length }]
      : []),
  ],

  quotas: () => [
    {
      service: "elasticloadbalancing",
      code: "L-53DA6B97",
      title: "application load balancers in this region",
      quantity: 1,
    },
  ],

  nameOf: ({ name }) => name,

  /** A call for each name: a name that AWS does not know makes it refuse all that a call names. */
  async list(aws, scope) {
    const read = (name: string) => readBalancers(aws, { Names: [name] }, scope);
    return (await Promise.all(scope.names.map(read))).flat();
  },

  get: findBalancer,

  /** AWS answers a repeated create with the ARN of what has the name, whosever it is: so the name is looked up first. */
  async create(aws, { name, scheme, subnetIds, securityGroupIds, tags }) {
    if ((await findBalancers(aws, { Names: [name] })).length > 0)
      throw new AlreadyExists(new Error(`The load balancer ${name} exists.`));
    const command = new CreateLoadBalancerCommand({
      Name: name,
      Type: "application",
      Scheme: scheme,
      IpAddressType: "ipv4",
      Subnets: [...subnetIds],
      SecurityGroups: [...securityGroupIds],
      Tags: toTagList(tags),
    });
    const { LoadBalancers } = await onceKnown(aws, () =>
      asAlreadyExists(() => aws.once.loadBalancing.send(command)),
    );
    return { id: idFrom(LoadBalancers?.[0]?.LoadBalancerArn, "CreateLoadBalancer") };
  },

  ready: (aws, id, watch) =>
    waitStanding(() => findBalancer(aws, id), `load balancer ${nameIn(id)}`, watch, WAIT),

  async update(aws, id, changes) {
    await changeTags(aws, id, changes);
    const groups = idsTo(changes, "securityGroupIds");
    if (groups !== undefined) {
      const command = new SetSecurityGroupsCommand({ LoadBalancerArn: id, SecurityGroups: [...groups] });
      await aws.safe.loadBalancing.send(command);
    }
    const subnets = idsTo(changes, "subnetIds");
    if (subnets === undefined) return;
    await aws.safe.loadBalancing.send(new SetSubnetsCommand({ LoadBalancerArn: id, Subnets: [...subnets] }));
  },

  /** Its listeners go with it. AWS succeeds for what is not there, and keeps its network interfaces for some minutes. */
  async delete(aws, id) {
    await aws.safe.loadBalancing.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: id }));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findBalancer(aws, id), `load balancer ${nameIn(id)}`, watch, WAIT),
});

/** The name in an ARN: `…:loadbalancer/app/NAME/ID`. */
const nameIn = (arn: string): string => arn.split("/").at(-2) ?? arn;
