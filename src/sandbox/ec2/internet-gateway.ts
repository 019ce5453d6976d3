import type {
  AttachInternetGatewayCommandInput,
  AttachInternetGatewayCommandOutput,
  CreateInternetGatewayCommandInput,
  CreateInternetGatewayCommandOutput,
  DeleteInternetGatewayCommandInput,
  DeleteInternetGatewayCommandOutput,
  DescribeInternetGatewaysCommandInput,
  DescribeInternetGatewaysCommandOutput,
  DetachInternetGatewayCommandInput,
  DetachInternetGatewayCommandOutput,
  InternetGateway,
} from "@aws-sdk/client-ec2";
import type { Account } from "../account.ts";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import type { ListedResource } from "../service.ts";
import { describe, type FilterTable } from "./describe.ts";
import { getRecord, inUse } from "./kind.ts";
import { internetGateways, networkInterfaces, type InternetGateway as Row, vpcs } from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

const FILTERS: FilterTable<Row> = {
  "attachment.state": (row) => (row.vpcId === undefined ? undefined : "available"),
  "attachment.vpc-id": (row) => row.vpcId,
  "internet-gateway-id": (row) => row.id,
  "owner-id": (_row, call) => call.accountId,
};

function toInternetGateway(row: Row, call: Call): InternetGateway {
  return {
    InternetGatewayId: row.id,
    // AWS says "available" here, which the SDK's list of values leaves out.
    Attachments: row.vpcId === undefined ? [] : [{ VpcId: row.vpcId, State: "available" as "attached" }],
    OwnerId: call.accountId,
    Tags: toTagList(row.tags),
  };
}

function create(
  input: CreateInternetGatewayCommandInput,
  call: Call,
): Omit<CreateInternetGatewayCommandOutput, "$metadata"> {
  const tags = tagsFrom(input.TagSpecifications, internetGateways.tagType);
  const row = { id: newId("igw"), createdAt: call.account.clock.now(), tags };
  return { InternetGateway: toInternetGateway(call.account.table(internetGateways.table).insert(row), call) };
}

function attach(
  input: AttachInternetGatewayCommandInput,
  call: Call,
): Omit<AttachInternetGatewayCommandOutput, "$metadata"> {
  const table = call.account.table(internetGateways.table);
  const row = getRecord(call, internetGateways, input.InternetGatewayId);
  const vpc = getRecord(call, vpcs, input.VpcId);
  if (row.vpcId !== undefined) {
    throw new Refusal(
      "Resource.AlreadyAssociated",
      `resource ${row.id} is already attached to network ${row.vpcId}`,
    );
  }
  if (table.all().some(({ vpcId }) => vpcId === vpc.id)) {
    throw new Refusal("InvalidParameterValue", `Network ${vpc.id} already has an internet gateway attached`);
  }
  table.update(row.id, { vpcId: vpc.id });
  return {};
}

function detach(
  input: DetachInternetGatewayCommandInput,
  call: Call,
): Omit<DetachInternetGatewayCommandOutput, "$metadata"> {
  const row = getRecord(call, internetGateways, input.InternetGatewayId);
  const vpc = getRecord(call, vpcs, input.VpcId);
  if (row.vpcId !== vpc.id) {
    throw new Refusal("Gateway.NotAttached", `resource ${row.id} is not attached to network ${vpc.id}`);
  }
  const mapped = call.account.table(networkInterfaces.table).all();
  if (mapped.some(({ vpcId, publicIp }) => vpcId === vpc.id && publicIp !== undefined)) {
    throw new Refusal(
      "DependencyViolation",
      `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
  }
  call.account.table(internetGateways.table).update(row.id, { vpcId: undefined });
  return {};
}

function remove(
  input: DeleteInternetGatewayCommandInput,
  call: Call,
): Omit<DeleteInternetGatewayCommandOutput, "$metadata"> {
  const row = getRecord(call, internetGateways, input.InternetGatewayId);
  if (row.vpcId !== undefined) throw inUse("internetGateway", row.id);
  call.account.table(internetGateways.table).remove(row.id);
  return {};
}

/** Lists attachments, which have no ids of their own: `igw-0abc:vpc-0abc`. */
export function listAttachments(account: Account): readonly ListedResource[] {
  return account
    .table(internetGateways.table)
    .all()
    .flatMap(({ id, vpcId }) =>
      vpcId === undefined
        ? []
        : [
            {
              service: "EC2",
              type: "internet-gateway-attachment",
              id: `${id}:${vpcId}`,
              name: null,
              tags: {},
            },
          ],
    );
}

/** EC2's calls on internet gateways and their attachments. */
export const internetGatewayOperations = {
  CreateInternetGateway: change<CreateInternetGatewayCommandInput, CreateInternetGatewayCommandOutput>(
    create,
  ),
  AttachInternetGateway: change<AttachInternetGatewayCommandInput, AttachInternetGatewayCommandOutput>(
    attach,
  ),
  DetachInternetGateway: change<DetachInternetGatewayCommandInput, DetachInternetGatewayCommandOutput>(
    detach,
  ),
  DeleteInternetGateway: change<DeleteInternetGatewayCommandInput, DeleteInternetGatewayCommandOutput>(
    remove,
  ),
  DescribeInternetGateways: read<DescribeInternetGatewaysCommandInput, DescribeInternetGatewaysCommandOutput>(
    (input, call) => {
      const { InternetGatewayIds: ids, Filters: filters, MaxResults: maxResults, NextToken } = input;
      const request = { ids, filters, maxResults, nextToken: NextToken };
      const { records, nextToken } = describe(call, internetGateways, request, FILTERS);
      return { InternetGateways: records.map((row) => toInternetGateway(row, call)), NextToken: nextToken };
    },
  ),
};
