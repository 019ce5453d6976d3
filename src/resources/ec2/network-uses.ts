import {
  DescribeVpnGatewaysCommand,
  type Filter,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcPeeringConnections,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";
import type { Blocker } from "./blockers.ts";
import { deleteEndpoint, describeEndpoint, findInterfaces, ifAllowed } from "./interface-uses.ts";
import { byValues } from "./tagging.ts";

/** What keeps a security group: the interfaces that wear it, and rules of other groups that name it. */
export async function findUsesOfGroup(aws: Aws, groupId: string): Promise<Blocker[]> {
  const [interfaces, inbound, outbound] = await Promise.all([
    findInterfaces(aws, byValues("group-id", [groupId])),
    readGroups(aws, byValues("ip-permission.group-id", [groupId])),
    readGroups(aws, byValues("egress.ip-permission.group-id", [groupId])),
  ]);
  const others = new Map([...inbound, ...outbound].map((group) => [group.GroupId ?? "", group]));
  others.delete(groupId);
  const naming = await Promise.all([...others.values()].map((group) => toNaming(aws, group, groupId)));
  return [...interfaces, ...naming];
}

async function toNaming(
  aws: Aws,
  { GroupId = "", GroupName = "" }: SecurityGroup,
  named: string,
): Promise<Blocker> {
  const client = aws.safe.ec2;
  const pages = paginateDescribeSecurityGroupRules({ client }, { Filters: byValues("group-id", [GroupId]) });
  const rules = (await ifAllowed(() => collect(pages, (page) => page.SecurityGroupRules))).filter(
    ({ ReferencedGroupInfo }) => ReferencedGroupInfo?.GroupId === named,
  );
  const revoke = (direction: string, isEgress: boolean): string[] => {
    const ids = rules
      .filter((rule) => (rule.IsEgress === true) === isEgress)
      .map((rule) => rule.SecurityGroupRuleId);
    const what = `aws ec2 revoke-security-group-${direction} --group-id ${GroupId}`;
    return ids.length === 0 ? [] : [`${what} --security-group-rule-ids ${ids.join(" ")}`];
  };
  const fix = [...revoke("ingress", false), ...revoke("egress", true)].join(" && ");
  const text = `security group ${GroupId} ("${GroupName}"), until its rules no longer name ${named}`;
  return { id: GroupId, text, leavesByItself: false, ...(fix === "" ? {} : { fix }) };
}

const readGroups = (aws: Aws, filters: Filter[]): Promise<readonly SecurityGroup[]> =>
  ifAllowed(() =>
    collect(
      paginateDescribeSecurityGroups({ client: aws.safe.ec2 }, { Filters: filters }),
      (page) => page.SecurityGroups,
    ),
  );

/** What keeps a VPC: whatever lives in it or is attached to it. Watching services put groups and endpoints there unasked. */
export async function findUsesOfVpc(aws: Aws, vpcId: string): Promise<Blocker[]> {
  const parts = await Promise.all([
    findInterfaces(aws, byValues("vpc-id", [vpcId])),
    ...[findSubnets, findGroups, findVpcEndpoints, findTables, findAcls].map((find) => find(aws, vpcId)),
    ...[findGateways, findEgressOnly, findVpnGateways, findPeerings].map((find) => find(aws, vpcId)),
  ]);
  return parts.flat();
}

/** Something of a VPC that stays until somebody removes it. */
const stays = (id: string | undefined, noun: string, removal: string): Blocker => ({
  id: id ?? "",
  text: `${noun} ${id ?? ""}, until it is ${/^aws ec2 detach/.test(removal) ? "detached" : "deleted"}`,
  leavesByItself: false,
  fix: removal,
});

const inVpc = (vpcId: string) => ({ Filters: byValues("vpc-id", [vpcId]) });

async function findSubnets({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const found = await ifAllowed(() =>
    collect(paginateDescribeSubnets({ client }, inVpc(vpcId)), (page) => page.Subnets),
  );
  return found.map(({ SubnetId: id }) => stays(id, "subnet", `aws ec2 delete-subnet --subnet-id ${id}`));
}

async function findGroups(aws: Aws, vpcId: string): Promise<Blocker[]> {
  const found = await readGroups(aws, byValues("vpc-id", [vpcId]));
  return found
    .filter(({ GroupName }) => GroupName !== "default")
    .map(({ GroupId: id, GroupName = "" }) =>
      stays(id, `security group "${GroupName}"`, `aws ec2 delete-security-group --group-id ${id}`),
    );
}

async function findVpcEndpoints({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const found = await ifAllowed(() =>
    collect(paginateDescribeVpcEndpoints({ client }, inVpc(vpcId)), (page) => page.VpcEndpoints),
  );
  return found
    .filter(({ State }) => !/^delet/i.test(State ?? ""))
    .map((endpoint) => {
      const { VpcEndpointId: id = "" } = endpoint;
      const text = `${describeEndpoint(id, endpoint)}, until it is deleted`;
      return { id, text, leavesByItself: false, fix: deleteEndpoint(id) };
    });
}

/** The main table goes with the VPC. */
async function findTables({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const found = await ifAllowed(() =>
    collect(paginateDescribeRouteTables({ client }, inVpc(vpcId)), (page) => page.RouteTables),
  );
  return found
    .filter(({ Associations = [] }) => !Associations.some(({ Main }) => Main === true))
    .map(({ RouteTableId: id }) =>
      stays(id, "route table", `aws ec2 delete-route-table --route-table-id ${id}`),
    );
}

async function findAcls({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const found = await ifAllowed(() =>
    collect(paginateDescribeNetworkAcls({ client }, inVpc(vpcId)), (page) => page.NetworkAcls),
  );
  return found
    .filter(({ IsDefault }) => IsDefault !== true)
    .map(({ NetworkAclId: id }) =>
      stays(id, "network ACL", `aws ec2 delete-network-acl --network-acl-id ${id}`),
    );
}

async function findGateways({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const filters = { Filters: byValues("attachment.vpc-id", [vpcId]) };
  const found = await ifAllowed(() =>
    collect(paginateDescribeInternetGateways({ client }, filters), (page) => page.InternetGateways),
  );
  return found.map(({ InternetGatewayId: id }) =>
    stays(
      id,
      "internet gateway",
      `aws ec2 detach-internet-gateway --internet-gateway-id ${id} --vpc-id ${vpcId}`,
    ),
  );
}

/** EC2 has no filter by VPC here. */
async function findEgressOnly({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const found = await ifAllowed(() =>
    collect(
      paginateDescribeEgressOnlyInternetGateways({ client }, {}),
      (page) => page.EgressOnlyInternetGateways,
    ),
  );
  return found
    .filter(({ Attachments = [] }) => Attachments.some(({ VpcId }) => VpcId === vpcId))
    .map(({ EgressOnlyInternetGatewayId: id }) =>
      stays(
        id,
        "egress-only internet gateway",
        `aws ec2 delete-egress-only-internet-gateway --egress-only-internet-gateway-id ${id}`,
      ),
    );
}

/** One that was detached is told on. */
async function findVpnGateways({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const command = new DescribeVpnGatewaysCommand({ Filters: byValues("attachment.vpc-id", [vpcId]) });
  const found = await ifAllowed(async () => (await client.send(command)).VpnGateways ?? []);
  return found
    .filter(({ VpcAttachments = [] }) =>
      VpcAttachments.some(({ VpcId, State }) => VpcId === vpcId && !/^detach/.test(State ?? "")),
    )
    .map(({ VpnGatewayId: id }) =>
      stays(id, "VPN gateway", `aws ec2 detach-vpn-gateway --vpn-gateway-id ${id} --vpc-id ${vpcId}`),
    );
}

/** A peering that ended, or was never taken, is told on for a while. */
const LIVING_PEERING = /^(active|provisioning|pending-acceptance|initiating-request)$/;

async function findPeerings({ safe: { ec2: client } }: Aws, vpcId: string): Promise<Blocker[]> {
  const sides = ["requester", "accepter"].map((side) =>
    ifAllowed(() => {
      const filters = { Filters: byValues(`${side}-vpc-info.vpc-id`, [vpcId]) };
      const pages = paginateDescribeVpcPeeringConnections({ client }, filters);
      return collect(pages, (page) => page.VpcPeeringConnections);
    }),
  );
  const found = (await Promise.all(sides)).flat();
  return found
    .filter(({ Status }) => LIVING_PEERING.test(Status?.Code ?? ""))
    .map(({ VpcPeeringConnectionId: id }) =>
      stays(
        id,
        "peering connection",
        `aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${id}`,
      ),
    );
}
