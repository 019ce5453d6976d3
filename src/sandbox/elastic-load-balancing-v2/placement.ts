import { parseCidr } from "../ec2/cidr.ts";
import {
  addNetworkInterface,
  interfacesIn,
  RESERVED_ADDRESSES,
  removeNetworkInterface,
} from "../ec2/network-interface.ts";
import { internetGateways, routeTables, type Subnet, securityGroups, subnets } from "../ec2/tables.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { invalid } from "./identifier.ts";
import type { LoadBalancer, Place } from "./tables.ts";

/** Addresses that a load balancer wants free in each subnet. Source: User Guide, "Subnets for your load balancer". */
const FREE_ADDRESSES = 8;

/** Seconds for which the interfaces stay after a load balancer is gone. */
const LINGERING_SECONDS = 90;

const ANYWHERE = "0.0.0.0/0";

/**
 * Checks the subnets of a load balancer: two or more, of one VPC, each in a zone of its own, with room, and for an
 * internet-facing one with a default route to an internet gateway.
 */
export function checkSubnets(
  call: Call,
  asked: readonly string[] | undefined,
  scheme: LoadBalancer["scheme"],
): readonly Subnet[] {
  const rows = [...new Set(asked)].map((id) => getSubnet(call, id));
  if (rows.length < 2)
    throw invalid("At least two subnets in two different Availability Zones must be specified");
  if (new Set(rows.map(({ vpcId }) => vpcId)).size > 1)
    throw new Refusal("InvalidSubnetException", "All subnets must belong to the same VPC");
  if (new Set(rows.map(({ zone }) => zone)).size < rows.length)
    throw new Refusal(
      "InvalidConfigurationRequestException",
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  if (scheme === "internet-facing") for (const subnet of rows) checkRoute(call, subnet);
  return rows;
}

function getSubnet(call: Call, id: string): Subnet {
  const row = call.account.table(subnets.table).find(id);
  if (row === undefined) throw new Refusal("SubnetNotFoundException", `The subnet ID '${id}' does not exist`);
  return row;
}

function checkRoute(call: Call, subnet: Subnet): void {
  const gateways = call.account.table(internetGateways.table).all();
  if (!gateways.some(({ vpcId }) => vpcId === subnet.vpcId))
    throw new Refusal("InvalidSubnetException", `VPC ${subnet.vpcId} has no internet gateway`);
  const tables = call.account
    .table(routeTables.table)
    .all()
    .filter(({ vpcId }) => vpcId === subnet.vpcId);
  const own = tables.find(({ associations }) => associations.some(({ subnetId }) => subnetId === subnet.id));
  const table = own ?? tables.find(({ associations }) => associations.some(({ main }) => main));
  const isPublic = table?.routes.some(
    ({ destination, gatewayId }) => destination === ANYWHERE && gatewayId?.startsWith("igw-") === true,
  );
  if (isPublic !== true)
    throw new Refusal(
      "InvalidSubnetException",
      `The subnet ${subnet.id} has no default route to an internet gateway`,
    );
}

/** Checks that security groups exist in a VPC; without any the VPC's own is taken. */
export function checkGroups(
  call: Call,
  asked: readonly string[] | undefined,
  vpcId: string,
): readonly string[] {
  const all = call.account
    .table(securityGroups.table)
    .all()
    .filter((row) => row.vpcId === vpcId);
  if (asked === undefined || asked.length === 0)
    return all.filter(({ name }) => name === "default").map(({ id }) => id);
  const wrong = asked.find((id) => !all.some((row) => row.id === id));
  if (wrong !== undefined)
    throw new Refusal("InvalidSecurityGroupException", `Security group '${wrong}' does not exist in the VPC`);
  return [...new Set(asked)];
}

/** Puts a load balancer's interface into a subnet. Throws where too few addresses are free. */
export function occupy(
  call: Call,
  subnet: Subnet,
  balancer: Pick<LoadBalancer, "id" | "scheme" | "groupIds">,
): Place {
  const free = parseCidr(subnet.cidr).size - RESERVED_ADDRESSES - interfacesIn(call, subnet.id).length;
  if (free < FREE_ADDRESSES)
    throw new Refusal(
      "InvalidSubnetException",
      `Not enough IP space available in ${subnet.id}. ELB requires at least ${FREE_ADDRESSES} free IP addresses in each subnet.`,
    );
  const { id: networkInterface } = addNetworkInterface(call, {
    subnetId: subnet.id,
    groupIds: balancer.groupIds,
    description: `ELB ${balancer.id.split(":loadbalancer/")[1]}`,
    requesterId: "amazon-elb",
    ...(balancer.scheme === "internet-facing" ? { publicIp: inventAddress(balancer.id, subnet.id) } : {}),
  });
  return { subnetId: subnet.id, zone: subnet.zone, networkInterface };
}

/** Takes the interfaces of these places away; AWS keeps them for a while. */
export function vacate(call: Call, places: readonly Place[]): void {
  for (const { networkInterface } of places)
    removeNetworkInterface(call, networkInterface, LINGERING_SECONDS);
}

/** A public address that follows from ids. Source of the block: RFC 5737, for examples. */
const inventAddress = (arn: string, subnetId: string): string =>
  `198.51.100.${Number.parseInt(arn.slice(-1) + subnetId.slice(-1), 16) || 1}`;
