import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  type DescribeVpcEndpointsRequest,
  EC2ServiceException,
  ModifyVpcEndpointCommand,
  paginateDescribeVpcEndpoints,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Condition, Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom, ignoreAbsent, orAbsent, waitStanding } from "../type.ts";
import { untilKnown } from "./lag.ts";
import { byVpc, changeOf, changeTags } from "./tagging.ts";

/** What a gateway endpoint is asked to be. */
export type VpcEndpointProps = {
  vpcId: string;
  /** The service that it leads to, such as `com.amazonaws.us-east-1.s3`. */
  serviceName: string;
  /** The tables that get a route to the service. */
  routeTableIds: readonly string[];
  tags: Tags;
};

/** What a gateway endpoint tells others. */
export type VpcEndpointAttributes = { vpcEndpointId: string };

type ObservedEndpoint = Observed<VpcEndpointProps, VpcEndpointAttributes>;

const WAIT = { timeoutSeconds: 600, delaySeconds: 5 };

/** By state in lower case: EC2 answers so, whatever the SDK's model says. */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  available: "standing",
  deleting: "leaving",
  failed: "broken",
  rejected: "broken",
  expired: "broken",
};

async function readEndpoints(aws: Aws, query: DescribeVpcEndpointsRequest): Promise<ObservedEndpoint[]> {
  const pages = paginateDescribeVpcEndpoints({ client: aws.safe.ec2 }, query);
  const found = await collect(pages, (page) => page.VpcEndpoints);
  return found.map(toObserved).filter(({ status }) => status !== "deleted");
}

function toObserved(found: VpcEndpoint): ObservedEndpoint {
  const { VpcEndpointId: id = "", VpcId: vpcId = "", ServiceName: serviceName = "" } = found;
  const { RouteTableIds: routeTableIds = [], LastError: last } = found;
  const status = (found.State ?? "pending").toLowerCase();
  const tags = fromTagList(found.Tags);
  return {
    id,
    condition: CONDITIONS[status] ?? "pending",
    status,
    props: { vpcId, serviceName, routeTableIds, tags },
    attributes: { vpcEndpointId: id },
    tags,
    ...(last === undefined ? {} : { reason: `${last.Code ?? "error"}: ${last.Message ?? ""}` }),
  };
}

/** Deletes an endpoint. EC2 answers refusals as if they were results; they are thrown like all others. */
async function deleteEndpoint(aws: Aws, id: string): Promise<void> {
  const answer = await aws.safe.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  const refused = answer.Unsuccessful?.[0]?.Error;
  if (refused === undefined) return;
  const { Code: name = "Unknown", Message: message = "" } = refused;
  throw new EC2ServiceException({ name, message, $fault: "client", $metadata: answer.$metadata });
}

/** A gateway endpoint: a way to S3 or DynamoDB that costs nothing and passes no NAT gateway. */
export const vpcEndpoint: AwsType<VpcEndpointProps, VpcEndpointAttributes> = {
  name: "ec2/vpc-endpoint",
  title: "VPC endpoint",
  repeat: "token",
  proof: "tags",
  compare: { vpcId: "exact", serviceName: "exact", routeTableIds: "set", tags: "subset" },
  replaceOn: ["vpcId", "serviceName"],
  holds: ["vpcId"],
  stable: ["vpcEndpointId"],
  typicalSeconds: { create: 10, update: 5, delete: 30 },
  iamActions: [
    "ec2:CreateVpcEndpoint",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:ModifyVpcEndpoint",
    "ec2:DescribeVpcEndpoints",
    "ec2:DeleteVpcEndpoints",
  ],

  list: async (aws, scope) => readEndpoints(aws, { Filters: await byVpc(scope) }),

  async get(aws, id) {
    const found = await orAbsent(() => readEndpoints(aws, { VpcEndpointIds: [id] }));
    return found?.[0];
  },

  async create(aws, { vpcId, serviceName, routeTableIds, tags }, token) {
    const command = new CreateVpcEndpointCommand({
      ClientToken: token,
      VpcEndpointType: "Gateway",
      VpcId: vpcId,
      ServiceName: serviceName,
      RouteTableIds: [...routeTableIds],
      TagSpecifications: toTagSpecifications("vpc-endpoint", tags),
    });
    const { VpcEndpoint: made } = await untilKnown(() => aws.safe.ec2.send(command), aws.clock);
    return { id: idFrom(made?.VpcEndpointId, "CreateVpcEndpoint") };
  },

  ready: (aws, id, watch) => waitStanding(() => vpcEndpoint.get(aws, id), `VPC endpoint ${id}`, watch, WAIT),

  async update(aws, id, changes, context) {
    const tables = changeOf(changes, "routeTableIds");
    if (tables !== undefined) {
      const wanted = tables.to as readonly string[];
      const present = context.observed.props.routeTableIds ?? [];
      const command = new ModifyVpcEndpointCommand({
        VpcEndpointId: id,
        AddRouteTableIds: wanted.filter((table) => !present.includes(table)),
        RemoveRouteTableIds: present.filter((table) => !wanted.includes(table)),
      });
      await untilKnown(() => aws.safe.ec2.send(command), context);
    }
    await changeTags(aws, id, changes, context);
  },

  async delete(aws, id) {
    await ignoreAbsent(() => deleteEndpoint(aws, id));
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => vpcEndpoint.get(aws, id), `VPC endpoint ${id}`, watch, {
      ...WAIT,
      statusOf: ({ status }) => status,
    }),
};
