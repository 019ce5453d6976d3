import { addNetworkInterface, removeNetworkInterface } from "../ec2/network-interface.ts";
import { internetGateways, networkInterfaces, securityGroups, subnets, vpcs } from "../ec2/tables.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { zonesOfClass } from "./orderable-option.ts";
import type { DbInstance, DbSubnetGroup } from "./tables.ts";

/** A subnet that RDS puts a part of an instance into. */
export interface Place {
  readonly zone: string;
  readonly subnetId: string;
}

/** The group's subnets that still exist and whose zone has the class, one for each zone. */
export function findPlaces(call: Call, group: DbSubnetGroup, instanceClass: string): readonly Place[] {
  const offered = zonesOfClass(call, instanceClass);
  const standing = group.subnets.filter(({ id }) => call.account.table(subnets.table).find(id) !== undefined);
  if (new Set(standing.map(({ zone }) => zone)).size < 2)
    throw new Refusal(
      "InvalidVPCNetworkStateFault",
      `DB Subnet Group ${group.id} doesn't cover all Availability Zones after it's created because of users' change.`,
    );
  return standing
    .filter(({ zone }) => offered.includes(zone))
    .filter(({ zone }, index, all) => all.findIndex((other) => other.zone === zone) === index)
    .map(({ id, zone }) => ({ zone, subnetId: id }));
}

/** Chooses where an instance runs, and its standby. Throws when the class cannot be had in as many zones. */
export function choosePlaces(
  places: readonly Place[],
  { multiAz, zone }: { multiAz: boolean; zone: string | undefined },
): readonly Place[] {
  const chosen = zone === undefined ? places : places.filter((place) => place.zone === zone);
  const needed = chosen.slice(0, multiAz ? 2 : 1);
  if (needed.length < (multiAz ? 2 : 1))
    throw new Refusal(
      "InsufficientDBInstanceCapacityFault",
      "The specified DB instance class isn't available in the specified Availability Zone.",
    );
  return needed;
}

/** Checks security groups, which must be of the instance's VPC; without any it is the VPC's default group. */
export function toGroupIds(call: Call, ids: readonly string[] | undefined, vpcId: string): readonly string[] {
  const table = call.account.table(securityGroups.table);
  if (ids === undefined || ids.length === 0)
    return table
      .all()
      .flatMap((group) => (group.name === "default" && group.vpcId === vpcId ? group.id : []));
  for (const id of ids) {
    const group = table.find(id);
    if (group === undefined) throw invalid(`Invalid security group , groupId= ${id}, groupName=.`);
    if (group.vpcId !== vpcId)
      throw uncombinable(
        `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpcId} and the EC2 security group is in ${group.vpcId}`,
      );
  }
  return [...new Set(ids)];
}

/** A public instance needs a VPC with an internet gateway and DNS names. Source: RDS User Guide, "Working with a DB instance in a VPC". */
export function checkPublicAccess(call: Call, vpcId: string): void {
  const vpc = call.account.table(vpcs.table).find(vpcId);
  const gateway = call.account
    .table(internetGateways.table)
    .all()
    .some((row) => row.vpcId === vpcId);
  const lack = gateway
    ? vpc?.dnsSupport === true && vpc.dnsHostnames
      ? undefined
      : "does not support DNS resolution, DNS hostnames, or both"
    : "has no internet gateway attached";
  if (lack !== undefined)
    throw new Refusal(
      "InvalidVPCNetworkStateFault",
      `Cannot create a publicly accessible DBInstance. The specified VPC ${lack}. Update the VPC and then try again`,
    );
}

/** Puts the instance's network interface into a subnet, where it holds on to subnet and groups. */
export function attach(
  call: Call,
  place: Place,
  groupIds: readonly string[],
): DbInstance["networkInterfaces"][number] {
  const { id } = addNetworkInterface(call, {
    subnetId: place.subnetId,
    groupIds,
    description: "RDSNetworkInterface",
    requesterId: "amazon-rds",
  });
  return { zone: place.zone, id };
}

/** Gives the instance's network interfaces other security groups. */
export function changeGroups(call: Call, row: DbInstance, groupIds: readonly string[]): void {
  const table = call.account.table(networkInterfaces.table);
  for (const { id } of row.networkInterfaces)
    if (table.find(id) !== undefined) table.update(id, { groupIds });
}

/** Takes network interfaces away some simulated seconds from now. */
export function detach(
  call: Call,
  row: DbInstance,
  { zones, seconds }: { zones?: string[]; seconds: number },
): void {
  for (const { id, zone } of row.networkInterfaces)
    if (zones === undefined || zones.includes(zone)) removeNetworkInterface(call, id, seconds);
}
