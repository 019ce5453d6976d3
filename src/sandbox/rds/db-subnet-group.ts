import type {
  CreateDBSubnetGroupCommandInput,
  CreateDBSubnetGroupCommandOutput,
  DBSubnetGroup,
  DeleteDBSubnetGroupCommandInput,
  DeleteDBSubnetGroupCommandOutput,
  DescribeDBSubnetGroupsCommandInput,
  DescribeDBSubnetGroupsCommandOutput,
  ModifyDBSubnetGroupCommandInput,
  ModifyDBSubnetGroupCommandOutput,
} from "@aws-sdk/client-rds";
import { networkInterfaces, subnets } from "../ec2/tables.ts";
import { ensureServiceLinkedRole } from "../iam/service-linked-role.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { invalid, rdsArn, toTags } from "./identifier.ts";
import { rdsOffers } from "./offers.ts";
import { paginate, refuseFilters } from "./page.ts";
import { instances, type DbSubnetGroup as Row, subnetGroups } from "./tables.ts";

/** Gets a DB subnet group by name, in any case. Throws DBSubnetGroupNotFoundFault. */
export function getSubnetGroup(call: Call, name: string | undefined): Row {
  const row = call.account.table(subnetGroups).find((name ?? "").toLowerCase());
  if (row === undefined)
    throw new Refusal("DBSubnetGroupNotFoundFault", `DB subnet group '${name ?? ""}' does not exist.`);
  return row;
}

/** A DB subnet group as RDS tells it. */
export function toDBSubnetGroup(row: Row, call: Call): DBSubnetGroup {
  return {
    DBSubnetGroupName: row.id,
    DBSubnetGroupDescription: row.description,
    VpcId: row.vpcId,
    SubnetGroupStatus: "Complete",
    Subnets: row.subnets.map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SubnetOutpost: {},
      SubnetStatus: "Active",
    })),
    DBSubnetGroupArn: rdsArn(call, "subgrp", row.id),
    SupportedNetworkTypes: ["IPV4"],
  };
}

/** Checks a name. Source: RDS API reference, CreateDBSubnetGroup, `DBSubnetGroupName`. */
function toName(name: string | undefined): string {
  if (
    name === undefined ||
    !/^[A-Za-z][A-Za-z0-9._ -]{0,254}$/.test(name) ||
    name.toLowerCase() === "default"
  )
    throw invalid(
      `The parameter DBSubnetGroupName must be provided and must not be blank; it must begin with a letter, contain only letters, digits, periods, underscores, spaces, and hyphens, and must not be default: ${name ?? ""}`,
    );
  return name.toLowerCase();
}

/** Checks that the subnets exist, lie in one VPC and in two zones at least. */
function toSubnets(call: Call, asked: readonly string[] | undefined): Pick<Row, "vpcId" | "subnets"> {
  const ids = [...new Set(asked)];
  const found = ids.map((id) => call.account.table(subnets.table).find(id));
  const unknown = ids.filter((_id, index) => found[index] === undefined);
  if (unknown.length > 0)
    throw new Refusal("InvalidSubnet", `Some input subnets in :[${unknown.join(", ")}] are invalid.`);
  const rows = found.flatMap((row) => row ?? []);
  if (new Set(rows.map(({ vpcId }) => vpcId)).size > 1)
    throw new Refusal("InvalidSubnet", "The subnets are not all in a common VPC.");
  const zones = [...new Set(rows.map(({ zone }) => zone))];
  if (zones.length < 2)
    throw new Refusal(
      "DBSubnetGroupDoesNotCoverEnoughAZs",
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
    );
  if (rows.length > call.account.offers(rdsOffers).quotas.subnetsPerGroup)
    throw new Refusal(
      "DBSubnetQuotaExceededFault",
      "The request would exceed the number of subnets in a group.",
    );
  return { vpcId: rows[0]?.vpcId ?? "", subnets: rows.map(({ id, zone }) => ({ id, zone })) };
}

function createDBSubnetGroup(
  input: CreateDBSubnetGroupCommandInput,
  call: Call,
): Omit<CreateDBSubnetGroupCommandOutput, "$metadata"> {
  const table = call.account.table(subnetGroups);
  const id = toName(input.DBSubnetGroupName);
  if ((input.DBSubnetGroupDescription ?? "") === "")
    throw invalid("The parameter DBSubnetGroupDescription must be provided and must not be blank.");
  const tags = toTags(input.Tags);
  if (table.find(id) !== undefined)
    throw new Refusal("DBSubnetGroupAlreadyExistsFault", `The DB subnet group '${id}' already exists.`);
  const placed = toSubnets(call, input.SubnetIds);
  if (table.all().length >= call.account.offers(rdsOffers).quotas.subnetGroups)
    throw new Refusal(
      "DBSubnetGroupQuotaExceededFault",
      "The request would exceed the number of DB subnet groups.",
    );
  ensureServiceLinkedRole(call, "rds.amazonaws.com", "AWSServiceRoleForRDS");
  const row = table.insert({
    id,
    createdAt: call.account.clock.now(),
    description: input.DBSubnetGroupDescription ?? "",
    ...placed,
    tags,
  });
  return { DBSubnetGroup: toDBSubnetGroup(row, call) };
}

function modifyDBSubnetGroup(
  input: ModifyDBSubnetGroupCommandInput,
  call: Call,
): Omit<ModifyDBSubnetGroupCommandOutput, "$metadata"> {
  const present = getSubnetGroup(call, input.DBSubnetGroupName);
  const placed = toSubnets(call, input.SubnetIds);
  if (placed.vpcId !== present.vpcId)
    throw invalid("The new Subnets are not in the same Vpc as the existing subnet group");
  const kept = placed.subnets.map(({ id }) => id);
  const missed = subnetsInUse(call, present).filter((id) => !kept.includes(id));
  if (missed.length > 0)
    throw new Refusal(
      "SubnetAlreadyInUse",
      `Some of the subnets to be deleted are currently in use: ${missed.join(", ")}`,
    );
  const description = input.DBSubnetGroupDescription ?? present.description;
  const row = call.account.table(subnetGroups).update(present.id, { ...placed, description });
  return { DBSubnetGroup: toDBSubnetGroup(row, call) };
}

function usersOf(call: Call, group: Row): readonly string[] {
  return call.account
    .table(instances)
    .all()
    .filter(({ subnetGroup }) => subnetGroup === group.id)
    .map(({ id }) => id);
}

function subnetsInUse(call: Call, group: Row): readonly string[] {
  const users = usersOf(call, group);
  return call.account
    .table(instances)
    .all()
    .filter(({ id }) => users.includes(id))
    .flatMap((instance) => instance.networkInterfaces)
    .flatMap(({ id }) => call.account.table(networkInterfaces.table).find(id)?.subnetId ?? []);
}

function deleteDBSubnetGroup(
  input: DeleteDBSubnetGroupCommandInput,
  call: Call,
): Omit<DeleteDBSubnetGroupCommandOutput, "$metadata"> {
  const row = getSubnetGroup(call, input.DBSubnetGroupName);
  const [user] = usersOf(call, row);
  if (user !== undefined)
    throw new Refusal(
      "InvalidDBSubnetGroupStateFault",
      `Cannot delete the subnet group '${row.id}' because at least one database instance: ${user} is still using it.`,
    );
  call.account.table(subnetGroups).remove(row.id);
  return {};
}

/** RDS's calls on DB subnet groups. */
export const subnetGroupOperations = {
  CreateDBSubnetGroup: change<CreateDBSubnetGroupCommandInput, CreateDBSubnetGroupCommandOutput>(
    createDBSubnetGroup,
  ),
  ModifyDBSubnetGroup: change<ModifyDBSubnetGroupCommandInput, ModifyDBSubnetGroupCommandOutput>(
    modifyDBSubnetGroup,
  ),
  DeleteDBSubnetGroup: change<DeleteDBSubnetGroupCommandInput, DeleteDBSubnetGroupCommandOutput>(
    deleteDBSubnetGroup,
  ),
  DescribeDBSubnetGroups: read<DescribeDBSubnetGroupsCommandInput, DescribeDBSubnetGroupsCommandOutput>(
    (input, call) => {
      refuseFilters(input.Filters);
      const name = input.DBSubnetGroupName;
      const found =
        name === undefined ? call.account.table(subnetGroups).all() : [getSubnetGroup(call, name)];
      const { records, marker } = paginate(found, input);
      return { DBSubnetGroups: records.map((row) => toDBSubnetGroup(row, call)), Marker: marker };
    },
  ),
};
