import { createHash } from "node:crypto";
import type {
  CreateLoadBalancerCommandInput,
  CreateLoadBalancerCommandOutput,
  DeleteLoadBalancerCommandInput,
  DeleteLoadBalancerCommandOutput,
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
  LoadBalancer,
  LoadBalancerStateEnum,
  SetSecurityGroupsCommandInput,
  SetSecurityGroupsCommandOutput,
  SetSubnetsCommandInput,
  SetSubnetsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { networkInterfaces } from "../ec2/tables.ts";
import { ensureServiceLinkedRole } from "../iam/service-linked-role.ts";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import {
  getByArn,
  invalid,
  mergeTags,
  newPart,
  paginate,
  refuseUnmodelled,
  selectRows,
  toName,
} from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import { loadBalancingOffers } from "./offers.ts";
import { checkGroups, checkSubnets, occupy, vacate } from "./placement.ts";
import { listeners, loadBalancers, type LoadBalancer as Row, rules } from "./tables.ts";

/** Simulated seconds from creation to active. */
const PROVISIONING_SECONDS = 120;

/** Hosted zone of application load balancers in us-east-1. Source: AWS General Reference, "Elastic Load Balancing endpoints". */
const HOSTED_ZONE = "Z35SXDOTRQ7X7K";

const CREATED: readonly string[] = [
  "Name",
  "Subnets",
  "SecurityGroups",
  "Scheme",
  "Tags",
  "Type",
  "IpAddressType",
];

function toLoadBalancer(row: Row, call: Call): LoadBalancer {
  const isMade = call.account.clock.secondsSince(row.createdAt) >= PROVISIONING_SECONDS;
  const imposed = call.imposedOn({ ...loadBalancers, id: row.id }) as LoadBalancerStateEnum | undefined;
  return {
    LoadBalancerArn: row.id,
    LoadBalancerName: row.name,
    DNSName: row.dnsName,
    CanonicalHostedZoneId: HOSTED_ZONE,
    CreatedTime: new Date(row.createdAt),
    Scheme: row.scheme,
    VpcId: row.vpcId,
    State: { Code: isMade ? (imposed ?? "active") : "provisioning" },
    Type: "application",
    IpAddressType: "ipv4",
    SecurityGroups: [...row.groupIds],
    AvailabilityZones: row.places.map(({ subnetId, zone }) => ({
      SubnetId: subnetId,
      ZoneName: zone,
      LoadBalancerAddresses: [],
    })),
  };
}

type Wanted = Pick<Row, "name" | "scheme" | "groupIds"> & { readonly subnetIds: readonly string[] };

/** A repeated create with the same settings is answered with what is there. Source: API reference, CreateLoadBalancer. */
function findSame(call: Call, wanted: Wanted): Row | undefined {
  const present = call.account
    .table(loadBalancers)
    .all()
    .find(({ name }) => name === wanted.name);
  if (present === undefined) return undefined;
  const isSame =
    present.scheme === wanted.scheme &&
    isSameSet(present.groupIds, wanted.groupIds) &&
    isSameSet(
      present.places.map(({ subnetId }) => subnetId),
      wanted.subnetIds,
    );
  if (isSame) return present;
  throw new Refusal(
    "DuplicateLoadBalancerNameException",
    `A load balancer with the same name '${wanted.name}' exists, but with different settings`,
  );
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join() === [...b].sort().join();

function create(
  input: CreateLoadBalancerCommandInput,
  call: Call,
): Omit<CreateLoadBalancerCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateLoadBalancer", input, CREATED);
  const name = toName("load balancer", input.Name);
  if (name.startsWith("internal-"))
    throw invalid(`The load balancer name '${name}' cannot begin with 'internal-'`);
  if ((input.Type ?? "application") !== "application")
    refuseUnmodelled("CreateLoadBalancer", { Type: input.Type }, []);
  const scheme = input.Scheme ?? "internet-facing";
  const places = checkSubnets(call, input.Subnets, scheme);
  const vpcId = places[0]?.vpcId ?? "";
  const groupIds = checkGroups(call, input.SecurityGroups, vpcId);
  const tags = mergeTags({}, input.Tags);
  const same = findSame(call, { name, scheme, groupIds, subnetIds: places.map(({ id }) => id) });
  if (same !== undefined) return { LoadBalancers: [toLoadBalancer(same, call)] };
  const table = call.account.table(loadBalancers);
  if (table.all().length >= call.account.offers(loadBalancingOffers).quotas.loadBalancers)
    throw new Refusal(
      "TooManyLoadBalancersException",
      "The limit on the number of load balancers has been reached.",
    );
  ensureServiceLinkedRole(
    call,
    "elasticloadbalancing.amazonaws.com",
    "AWSServiceRoleForElasticLoadBalancing",
  );
  const id = toArn(call, "elasticloadbalancing", `loadbalancer/app/${name}/${newPart()}`);
  const row = table.insert({
    id,
    createdAt: call.account.clock.now(),
    name,
    scheme,
    vpcId,
    dnsName: toDnsName(call, { id, name, scheme }),
    groupIds,
    places: places.map((subnet) => occupy(call, subnet, { id, scheme, groupIds })),
    tags,
  });
  return { LoadBalancers: [toLoadBalancer(row, call)] };
}

function toDnsName(call: Call, { id, name, scheme }: Pick<Row, "id" | "name" | "scheme">): string {
  const digits = Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 8), 16);
  const prefix = scheme === "internal" ? "internal-" : "";
  return `${prefix}${name}-${digits}.${call.region}.elb.amazonaws.com`;
}

function setSubnets(input: SetSubnetsCommandInput, call: Call): Omit<SetSubnetsCommandOutput, "$metadata"> {
  refuseUnmodelled("SetSubnets", input, ["LoadBalancerArn", "Subnets"]);
  const row = getByArn(call, KINDS.loadBalancer, input.LoadBalancerArn);
  const wanted = checkSubnets(call, input.Subnets, row.scheme);
  const kept = row.places.filter(({ subnetId }) => wanted.some(({ id }) => id === subnetId));
  vacate(
    call,
    row.places.filter((place) => !kept.includes(place)),
  );
  const added = wanted.filter(({ id }) => !kept.some(({ subnetId }) => subnetId === id));
  const places = [...kept, ...added.map((subnet) => occupy(call, subnet, row))];
  const changed = call.account.table(loadBalancers).update(row.id, { places });
  return { AvailabilityZones: toLoadBalancer(changed, call).AvailabilityZones };
}

function setGroups(
  input: SetSecurityGroupsCommandInput,
  call: Call,
): Omit<SetSecurityGroupsCommandOutput, "$metadata"> {
  refuseUnmodelled("SetSecurityGroups", input, ["LoadBalancerArn", "SecurityGroups"]);
  const row = getByArn(call, KINDS.loadBalancer, input.LoadBalancerArn);
  const groupIds = checkGroups(call, input.SecurityGroups, row.vpcId);
  for (const { networkInterface } of row.places)
    call.account.table(networkInterfaces.table).update(networkInterface, { groupIds });
  call.account.table(loadBalancers).update(row.id, { groupIds });
  return { SecurityGroupIds: [...groupIds] };
}

/** Its listeners and their rules go with it. Succeeds for what is not there. Source: API reference, DeleteLoadBalancer. */
function remove(
  input: DeleteLoadBalancerCommandInput,
  call: Call,
): Omit<DeleteLoadBalancerCommandOutput, "$metadata"> {
  const row = call.account.table(loadBalancers).find(input.LoadBalancerArn ?? "");
  if (row === undefined) return {};
  const own = call.account
    .table(listeners)
    .all()
    .filter(({ loadBalancer }) => loadBalancer === row.id);
  for (const { id } of own) removeListener(call, id);
  vacate(call, row.places);
  call.account.table(loadBalancers).remove(row.id);
  return {};
}

/** Takes a listener away, and its rules with it. */
export function removeListener(call: Call, id: string): void {
  const own = call.account
    .table(rules)
    .all()
    .filter(({ listener }) => listener === id);
  for (const rule of own) call.account.table(rules).remove(rule.id);
  call.account.table(listeners).remove(id);
}

function describeAll(
  input: DescribeLoadBalancersCommandInput,
  call: Call,
): Omit<DescribeLoadBalancersCommandOutput, "$metadata"> {
  const { LoadBalancerArns: arns, Names: names } = input;
  if ((arns?.length ?? 0) > 20 || (names?.length ?? 0) > 20)
    throw invalid("At most 20 load balancers can be named in a request");
  const { rows, marker } = paginate(call, selectRows(call, KINDS.loadBalancer, { arns, names }), input);
  return { LoadBalancers: rows.map((row) => toLoadBalancer(row, call)), NextMarker: marker };
}

/** Elastic Load Balancing's calls on load balancers. */
export const loadBalancerOperations = {
  CreateLoadBalancer: change<CreateLoadBalancerCommandInput, CreateLoadBalancerCommandOutput>(create),
  DeleteLoadBalancer: change<DeleteLoadBalancerCommandInput, DeleteLoadBalancerCommandOutput>(remove),
  DescribeLoadBalancers: read<DescribeLoadBalancersCommandInput, DescribeLoadBalancersCommandOutput>(
    describeAll,
  ),
  SetSecurityGroups: change<SetSecurityGroupsCommandInput, SetSecurityGroupsCommandOutput>(setGroups),
  SetSubnets: change<SetSubnetsCommandInput, SetSubnetsCommandOutput>(setSubnets),
};
