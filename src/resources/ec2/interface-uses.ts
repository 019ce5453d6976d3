import {
  type Filter,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
  paginateDescribeVpcEndpoints,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { isAccessDenied } from "../../aws/errors.ts";
import { collect, orAbsent } from "../type.ts";
import type { Blocker } from "./blockers.ts";
import { byValues } from "./tagging.ts";

/** What a read finds, and nothing where the caller may not read: who may delete must be able to, without an explanation. */
export async function ifAllowed<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    if (isAccessDenied(error)) return [];
    throw error;
  }
}

/** The network interfaces that fit a filter, such as those of a subnet or of a security group. */
export async function findInterfaces(
  aws: Aws,
  filters: Filter[],
  isBlocker: (found: NetworkInterface) => boolean = () => true,
): Promise<Blocker[]> {
  const pages = paginateDescribeNetworkInterfaces({ client: aws.safe.ec2 }, { Filters: filters });
  const found = await ifAllowed(() => collect(pages, (page) => page.NetworkInterfaces));
  const blocking = found.filter(isBlocker);
  const endpoints = await findEndpoints(aws, [...new Set(blocking.flatMap((one) => endpointOf(one) ?? []))]);
  return blocking.map((one) => toBlocker(one, endpoints));
}

type Endpoints = ReadonlyMap<string, VpcEndpoint>;

/** By filter: a read by ids fails when one of them is not there. */
async function findEndpoints(aws: Aws, ids: readonly string[]): Promise<Endpoints> {
  if (ids.length === 0) return new Map();
  const filters = { Filters: byValues("vpc-endpoint-id", ids) };
  const pages = paginateDescribeVpcEndpoints({ client: aws.safe.ec2 }, filters);
  const found = await ifAllowed(
    async () => (await orAbsent(() => collect(pages, (page) => page.VpcEndpoints))) ?? [],
  );
  return new Map(found.map((one) => [one.VpcEndpointId ?? "", one]));
}

/** "VPC Endpoint Interface vpce-0abc". */
const endpointOf = ({ Description }: NetworkInterface): string | undefined =>
  /\bvpce-[0-9a-f]+/.exec(Description ?? "")?.[0];

/**
 * Interfaces that go some minutes after the load balancer, database, node, broker or NAT gateway that they belong to. Those of
 * other kinds belong to what only its owner ends. Source: EC2 API reference, NetworkInterface, InterfaceType.
 */
const LEAVING: ReadonlySet<string> = new Set(["interface", "nat_gateway", "natGateway"]);

function toBlocker(found: NetworkInterface, endpoints: Endpoints): Blocker {
  const id = found.NetworkInterfaceId ?? "";
  const { Description: description, InterfaceType: kind = "interface", RequesterId: requester } = found;
  const made = requester === undefined ? "" : `, made by ${requester}`;
  const name = `network interface ${id} ("${description ?? ""}", ${kind}${made})`;
  const owned = ownedByOthers(found, endpoints);
  if (owned !== undefined) {
    const { until, leaves = false, fix } = owned;
    const text = `${name}, ${until}`;
    return { id, text, leavesByItself: leaves, ...(fix === undefined ? {} : { fix }) };
  }
  if (found.RequesterManaged === true) {
    const leavesByItself = LEAVING.has(kind);
    const text = leavesByItself
      ? `${name}, which AWS removes some minutes after what it belongs to is gone`
      : `${name}, until what it belongs to is deleted`;
    return { id, text, leavesByItself };
  }
  const instance = found.Attachment?.InstanceId;
  if (instance !== undefined)
    return { id, text: `${name}, until ${instance} is terminated`, leavesByItself: false };
  const fix = `aws ec2 delete-network-interface --network-interface-id ${id}`;
  return { id, text: `${name}, until it is deleted`, leavesByItself: false, fix };
}

interface Owned {
  /** Until when it stays, as part of a sentence. */
  readonly until: string;
  /** Whether its end has begun. @default false */
  readonly leaves?: boolean;
  readonly fix?: string;
}

/** What services put there that other people use, or that watch over the account. */
function ownedByOthers(found: NetworkInterface, endpoints: Endpoints): Owned | undefined {
  const { Description: description = "", InterfaceType: kind, VpcId: vpcId = "VPC" } = found;
  if ((found.TagSet ?? []).some(({ Key }) => Key === "ManagedByCloudShell"))
    return { until: "until its CloudShell environment is deleted" };
  const endpoint = endpointOf(found);
  if (endpoint !== undefined) return ownedByEndpoint(endpoint, endpoints.get(endpoint));
  // "AWS Lambda VPC ENI-orders-0b2f6c1e". Source: Lambda Developer Guide, "Giving Lambda functions access to resources in a VPC".
  if (kind === "lambda" || description.startsWith("AWS Lambda VPC ENI"))
    return {
      until: "until the Lambda function is deleted or leaves the VPC, and AWS then takes up to 45 min",
      fix: `aws lambda list-functions --query "Functions[?VpcConfig.VpcId=='${vpcId}'].FunctionName"`,
    };
  // "EFS mount target for fs-0abc (fsmt-0abc)"
  const target = /\bfsmt-[0-9a-f]+/.exec(description)?.[0];
  if (target !== undefined)
    return {
      until: `until the mount target ${target} of Amazon EFS is deleted`,
      fix: `aws efs delete-mount-target --mount-target-id ${target}`,
    };
  return undefined;
}

function ownedByEndpoint(id: string, endpoint: VpcEndpoint | undefined): Owned {
  if (/^delet/i.test(endpoint?.State ?? ""))
    return { until: `which AWS removes some minutes after the endpoint ${id}`, leaves: true };
  return { until: `until the ${describeEndpoint(id, endpoint)} is deleted`, fix: deleteEndpoint(id) };
}

/** The command that deletes an endpoint. */
export const deleteEndpoint = (id: string): string => `aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}`;

/** An endpoint in prose; with whose it is where Amazon GuardDuty put it there unasked. Source: GuardDuty User Guide, "Runtime Monitoring". */
export function describeEndpoint(id: string, endpoint: VpcEndpoint | undefined): string {
  const service = endpoint?.ServiceName;
  const isGuard =
    /\.guardduty-data/.test(service ?? "") ||
    (endpoint?.Tags ?? []).some(({ Key }) => Key === "GuardDutyManaged");
  const to = service === undefined ? "" : ` to ${service}`;
  const whose = isGuard ? " (which Amazon GuardDuty put there to watch instances)" : "";
  return `VPC endpoint ${id}${to}${whose}`;
}
