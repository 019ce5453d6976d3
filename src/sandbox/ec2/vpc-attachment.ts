import type {
  DescribeEgressOnlyInternetGatewaysCommandInput,
  DescribeEgressOnlyInternetGatewaysCommandOutput,
  DescribeNetworkAclsCommandInput,
  DescribeNetworkAclsCommandOutput,
  DescribeVpcPeeringConnectionsCommandInput,
  DescribeVpcPeeringConnectionsCommandOutput,
  DescribeVpnGatewaysCommandInput,
  DescribeVpnGatewaysCommandOutput,
} from "@aws-sdk/client-ec2";
import { type AccountRecord, defineTable } from "../account.ts";
import { type Call, read } from "../operation.ts";
import { describe, type FilterTable } from "./describe.ts";
import type { Kind } from "./kind.ts";
import { toTagList } from "./tagging.ts";

/** What others attached to a VPC. No call of the sandbox makes one: they are there once they stand in the account's file. */
interface VpcAttachment extends AccountRecord {
  readonly vpcId: string;
}

const kind = (noun: string, prefix: string, code: string): Kind<VpcAttachment> => ({
  table: defineTable<VpcAttachment>("EC2", noun),
  prefix,
  tagType: noun,
  notFound: `Invalid${code}.NotFound`,
  malformed: `Invalid${code}.Malformed`,
  noun: `${noun} ID`,
});

const peerings = kind("vpc-peering-connection", "pcx", "VpcPeeringConnectionID");
const vpnGateways = kind("vpn-gateway", "vgw", "VpnGatewayID");
const egressOnlyGateways = kind("egress-only-internet-gateway", "eigw", "EgressOnlyInternetGatewayId");
const networkAcls = kind("network-acl", "acl", "NetworkAclID");

const KINDS = [peerings, vpnGateways, egressOnlyGateways, networkAcls];

/** What others attached to a VPC, which keeps it from being deleted. Source: EC2 API reference, DeleteVpc. */
export const attachmentsOf = (call: Call, vpcId: string): readonly VpcAttachment[] =>
  KINDS.flatMap(({ table }) => call.account.table(table).all()).filter((row) => row.vpcId === vpcId);

interface Request {
  readonly Filters?: { Name?: string | undefined; Values?: string[] | undefined }[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

function page(
  call: Call,
  of: Kind<VpcAttachment>,
  asked: { readonly ids: readonly string[] | undefined; readonly input: Request },
  filters: FilterTable<VpcAttachment>,
) {
  const { Filters, MaxResults: maxResults, NextToken: nextToken } = asked.input;
  return describe(call, of, { ids: asked.ids, filters: Filters, maxResults, nextToken }, filters);
}

const attached = ({ vpcId: VpcId }: VpcAttachment) => ({ VpcId, State: "attached" as const });

/** EC2's reads of what is attached to VPCs. */
export const vpcAttachmentOperations = {
  DescribeVpcPeeringConnections: read<
    DescribeVpcPeeringConnectionsCommandInput,
    DescribeVpcPeeringConnectionsCommandOutput
  >((input, call) => {
    const asked = { ids: input.VpcPeeringConnectionIds, input };
    const { records, nextToken } = page(call, peerings, asked, {
      "accepter-vpc-info.vpc-id": () => undefined,
      "requester-vpc-info.vpc-id": ({ vpcId }) => vpcId,
      "status-code": () => "active",
    });
    return {
      NextToken: nextToken,
      VpcPeeringConnections: records.map((row) => ({
        VpcPeeringConnectionId: row.id,
        RequesterVpcInfo: { VpcId: row.vpcId, OwnerId: call.accountId },
        Status: { Code: "active" as const, Message: "Active" },
        Tags: toTagList(row.tags),
      })),
    };
  }),
  DescribeVpnGateways: read<DescribeVpnGatewaysCommandInput, DescribeVpnGatewaysCommandOutput>(
    (input, call) => {
      const { records } = page(
        call,
        vpnGateways,
        { ids: input.VpnGatewayIds, input: { Filters: input.Filters } },
        { "attachment.vpc-id": ({ vpcId }) => vpcId, "attachment.state": () => "attached" },
      );
      return {
        VpnGateways: records.map((row) => ({
          VpnGatewayId: row.id,
          State: "available" as const,
          VpcAttachments: [attached(row)],
          Tags: toTagList(row.tags),
        })),
      };
    },
  ),
  DescribeEgressOnlyInternetGateways: read<
    DescribeEgressOnlyInternetGatewaysCommandInput,
    DescribeEgressOnlyInternetGatewaysCommandOutput
  >((input, call) => {
    const asked = { ids: input.EgressOnlyInternetGatewayIds, input };
    const { records, nextToken } = page(call, egressOnlyGateways, asked, {});
    return {
      NextToken: nextToken,
      EgressOnlyInternetGateways: records.map((row) => ({
        EgressOnlyInternetGatewayId: row.id,
        Attachments: [attached(row)],
        Tags: toTagList(row.tags),
      })),
    };
  }),
  DescribeNetworkAcls: read<DescribeNetworkAclsCommandInput, DescribeNetworkAclsCommandOutput>(
    (input, call) => {
      const asked = { ids: input.NetworkAclIds, input };
      const { records, nextToken } = page(call, networkAcls, asked, {
        default: () => "false",
        "vpc-id": ({ vpcId }) => vpcId,
      });
      return {
        NextToken: nextToken,
        NetworkAcls: records.map((row) => ({
          NetworkAclId: row.id,
          VpcId: row.vpcId,
          IsDefault: false,
          Associations: [],
          Entries: [],
          OwnerId: call.accountId,
          Tags: toTagList(row.tags),
        })),
      };
    },
  ),
};
