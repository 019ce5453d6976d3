import { addNetworkInterface, removeNetworkInterface } from "../ec2/network-interface.ts";
import { networkInterfaces, securityGroups, subnets } from "../ec2/tables.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getSubnetGroup } from "./cache-subnet-group.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { elastiCacheOffers } from "./offers.ts";
import { type Member, replicationGroups } from "./tables.ts";

/** Checks security groups, which must be of the group's VPC; without any it is the VPC's default group. */
export function toGroupIds(call: Call, ids: readonly string[] | undefined, vpcId: string): readonly string[] {
  const table = call.account.table(securityGroups.table);
  if (ids === undefined || ids.length === 0)
    return table
      .all()
      .flatMap((group) => (group.name === "default" && group.vpcId === vpcId ? group.id : []));
  for (const id of ids) {
    const group = table.find(id);
    if (group === undefined) throw invalid(`Some security groups are not valid: ${id}`);
    if (group.vpcId !== vpcId)
      throw uncombinable("The cache subnet group and the security groups must be in the same VPC.");
  }
  return [...new Set(ids)];
}

/** What new nodes are made for. */
export interface NewMembers {
  readonly groupId: string;
  readonly subnetGroup: string;
  readonly securityGroupIds: readonly string[];
  readonly clusterMode: boolean;
  readonly readySeconds: number;
}

/** Makes the nodes that a shard lacks, each in the zone of the subnet group that has the fewest of the shard. */
export function addMembers(
  call: Call,
  made: NewMembers,
  shard: { readonly id: string; readonly present: readonly Member[]; readonly count: number },
): readonly Member[] {
  const places = placesOf(call, made.subnetGroup);
  const members = [...shard.present];
  for (let number = 1; members.length < shard.count; number++) {
    const id = idOf(made, shard.id, number);
    if (members.some((member) => member.id === id)) continue;
    const place = emptiest(places, members);
    const { id: networkInterface } = addNetworkInterface(call, {
      subnetId: place.id,
      groupIds: made.securityGroupIds,
      description: `ElastiCache ${id}`,
      requesterId: "amazon-elasticache",
    });
    const addedAt = call.account.clock.now();
    members.push({
      id,
      shard: shard.id,
      zone: place.zone,
      networkInterface,
      addedAt,
      readySeconds: made.readySeconds,
    });
  }
  return members;
}

type Place = { readonly id: string; readonly zone: string };

function placesOf(call: Call, subnetGroup: string): readonly Place[] {
  const { subnets: named } = getSubnetGroup(call, subnetGroup);
  const standing = named.filter(({ id }) => call.account.table(subnets.table).find(id) !== undefined);
  if (standing.length === 0)
    throw new Refusal("InvalidVPCNetworkStateFault", `Cache subnet group ${subnetGroup} has no subnet left.`);
  return standing;
}

function emptiest(places: readonly Place[], members: readonly Member[]): Place {
  const load = ({ zone }: Place): number => members.filter((member) => member.zone === zone).length;
  return [...places].sort((a, b) => load(a) - load(b))[0] ?? { id: "", zone: "" };
}

function idOf({ groupId, clusterMode }: NewMembers, shard: string, number: number): string {
  const own = String(number).padStart(3, "0");
  return clusterMode ? `${groupId}-${shard}-${own}` : `${groupId}-${own}`;
}

/** Checks that Multi-AZ can be had: nodes in two zones. */
export function checkZones(call: Call, subnetGroup: string): void {
  if (new Set(placesOf(call, subnetGroup).map(({ zone }) => zone)).size < 2)
    throw uncombinable(
      "Multi-AZ requires a cache subnet group with subnets in at least two Availability Zones.",
    );
}

/** Checks the account's number of nodes against its quota. */
export function checkQuota(call: Call, more: number): void {
  const present = call.account
    .table(replicationGroups)
    .all()
    .reduce((sum, { members }) => sum + members.length, 0);
  if (present + more > call.account.offers(elastiCacheOffers).quotas.nodes)
    throw new Refusal(
      "NodeQuotaForCustomerExceeded",
      "Request would result in more nodes than are allowed for this customer.",
    );
}

/** Gives the nodes' network interfaces other security groups. */
export function changeGroups(call: Call, members: readonly Member[], groupIds: readonly string[]): void {
  const table = call.account.table(networkInterfaces.table);
  for (const { networkInterface } of members)
    if (table.find(networkInterface) !== undefined) table.update(networkInterface, { groupIds });
}

/** Takes nodes' network interfaces away some simulated seconds from now. */
export function detach(call: Call, members: readonly Member[], seconds: number): void {
  for (const { networkInterface } of members) removeNetworkInterface(call, networkInterface, seconds);
}
