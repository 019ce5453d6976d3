import { randomInt } from "node:crypto";
import type {
  Address,
  AllocateAddressCommandInput,
  AllocateAddressCommandOutput,
  DescribeAddressesCommandInput,
  DescribeAddressesCommandOutput,
  ReleaseAddressCommandInput,
  ReleaseAddressCommandOutput,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, select } from "./describe.ts";
import { getRecord, getRecords } from "./kind.ts";
import { ec2Offers } from "./offers.ts";
import { elasticIps, type NetworkInterface, networkInterfaces, type ElasticIp as Row } from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

/** The network interface that an address is mapped to. */
export function findHolder(call: Call, allocationId: string): NetworkInterface | undefined {
  return call.account
    .table(networkInterfaces.table)
    .all()
    .find((row) => row.allocationId === allocationId);
}

const FILTERS: FilterTable<Row> = {
  "allocation-id": (row) => row.id,
  "association-id": (row, call) => findHolder(call, row.id)?.associationId,
  domain: () => "vpc",
  "network-border-group": (_row, call) => call.region,
  "network-interface-id": (row, call) => findHolder(call, row.id)?.id,
  "network-interface-owner-id": (_row, call) => call.accountId,
  "private-ip-address": (row, call) => findHolder(call, row.id)?.privateIp,
  "public-ip": (row) => row.publicIp,
};

function toAddress(row: Row, call: Call): Address {
  const holder = findHolder(call, row.id);
  return {
    AllocationId: row.id,
    PublicIp: row.publicIp,
    PublicIpv4Pool: "amazon",
    Domain: "vpc",
    NetworkBorderGroup: call.region,
    Tags: toTagList(row.tags),
    ...(holder === undefined
      ? {}
      : {
          AssociationId: holder.associationId,
          NetworkInterfaceId: holder.id,
          NetworkInterfaceOwnerId: call.accountId,
          PrivateIpAddress: holder.privateIp,
        }),
  };
}

function allocate(
  input: AllocateAddressCommandInput,
  call: Call,
): Omit<AllocateAddressCommandOutput, "$metadata"> {
  if (input.Domain === "standard") {
    throw new Refusal("InvalidParameterValue", "Value (standard) for parameter domain is invalid.");
  }
  const tags = tagsFrom(input.TagSpecifications, elasticIps.tagType);
  const table = call.account.table(elasticIps.table);
  if (table.all().length >= call.account.offers(ec2Offers).quotas.elasticIps) {
    throw new Refusal("AddressLimitExceeded", "The maximum number of addresses has been reached.");
  }
  const row = table.insert({
    id: newId("eipalloc"),
    createdAt: call.account.clock.now(),
    // A range that belongs to nobody. Source: RFC 2544.
    publicIp: `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(256)}`,
    tags,
  });
  return {
    AllocationId: row.id,
    PublicIp: row.publicIp,
    PublicIpv4Pool: "amazon",
    Domain: "vpc",
    NetworkBorderGroup: call.region,
  };
}

function release(
  input: ReleaseAddressCommandInput,
  call: Call,
): Omit<ReleaseAddressCommandOutput, "$metadata"> {
  if (input.AllocationId === undefined) {
    throw new Refusal(
      "InvalidParameterCombination",
      "You must specify an allocation id when releasing a VPC elastic IP address",
    );
  }
  const row = getRecord(call, elasticIps, input.AllocationId);
  if (findHolder(call, row.id) !== undefined) {
    throw new Refusal("InvalidIPAddress.InUse", `Address ${row.publicIp} is in use.`);
  }
  call.account.table(elasticIps.table).remove(row.id);
  return {};
}

function describeAddresses(
  input: DescribeAddressesCommandInput,
  call: Call,
): Omit<DescribeAddressesCommandOutput, "$metadata"> {
  const { PublicIps: publicIps = [] } = input;
  const known = getRecords(call, elasticIps, input.AllocationIds);
  const missing = publicIps.find((publicIp) => !known.some((row) => row.publicIp === publicIp));
  if (missing !== undefined) throw new Refusal("InvalidAddress.NotFound", `Address '${missing}' not found.`);
  const named = known.filter((row) => publicIps.length === 0 || publicIps.includes(row.publicIp));
  const found = select(call, named, { request: { filters: input.Filters }, filters: FILTERS });
  return { Addresses: found.map((row) => toAddress(row, call)) };
}

/** EC2's calls on Elastic IP addresses. */
export const elasticIpOperations = {
  AllocateAddress: change<AllocateAddressCommandInput, AllocateAddressCommandOutput>(allocate),
  ReleaseAddress: change<ReleaseAddressCommandInput, ReleaseAddressCommandOutput>(release),
  DescribeAddresses: read<DescribeAddressesCommandInput, DescribeAddressesCommandOutput>(describeAddresses),
};
