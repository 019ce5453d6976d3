import {
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteTagsCommand,
  DeleteVpcCommand,
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  DescribeVpnGatewaysCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { type VpcProps, vpc } from "../../../src/resources/ec2/vpc.ts";
import {
  type Bench,
  changed,
  createBench,
  createScope,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
  toUpdate,
} from "./bench.ts";

const PROPS: VpcProps = { cidr: "10.0.0.0/16", dnsSupport: true, dnsHostnames: true, tags: TAGS };
const FOUND = { VpcId: "vpc-1", CidrBlock: "10.0.0.0/16", State: "available" as const, Tags: TAG_LIST };

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeVpcsCommand).resolves({ Vpcs: [FOUND] });
  bench.safe
    .on(DescribeVpcAttributeCommand, { Attribute: "enableDnsSupport" })
    .resolves({ EnableDnsSupport: { Value: true } });
  bench.safe
    .on(DescribeVpcAttributeCommand, { Attribute: "enableDnsHostnames" })
    .resolves({ EnableDnsHostnames: { Value: false } });
});

const filterSent = () => sentBy(bench.safe)[0]?.input;

describe("reading VPCs", () => {
  it("tells the block, both DNS attributes and the tags", async () => {
    expect(await vpc.get(bench.aws, "vpc-1")).toEqual({
      id: "vpc-1",
      condition: "standing",
      status: "available",
      props: { ...PROPS, dnsHostnames: false },
      attributes: { vpcId: "vpc-1", cidr: "10.0.0.0/16" },
      tags: TAGS,
    });
    expect(filterSent()).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] });
  });

  it("lists by the ids that the state knows", async () => {
    await vpc.list(bench.aws, createScope({ ids: ["vpc-1", "vpc-2"] }));
    expect(filterSent()).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-1", "vpc-2"] }] });
  });

  it("lists by the stack's tag while no id is known", async () => {
    await vpc.list(bench.aws, createScope({}));
    expect(filterSent()).toEqual({ Filters: [{ Name: "tag:flashsale-setup:stack", Values: ["flashsale"] }] });
  });

  it("lists all without a filter before a create is repeated", async () => {
    expect(await vpc.listAll?.(bench.aws)).toHaveLength(1);
    expect(filterSent()).toEqual({ Filters: [] });
  });

  it("is absent when EC2 shows none", async () => {
    bench.safe.on(DescribeVpcsCommand).resolves({ Vpcs: [] });
    expect(await vpc.get(bench.aws, "vpc-1")).toBeUndefined();
  });

  it("is absent when the VPC goes before its attributes are read", async () => {
    bench.safe.on(DescribeVpcAttributeCommand).rejects(refusal("InvalidVpcID.NotFound"));
    expect(await vpc.get(bench.aws, "vpc-1")).toBeUndefined();
    await expect(vpc.gone(bench.aws, "vpc-1", bench.watch)).resolves.toBeUndefined();
  });
});

describe("making a VPC", () => {
  it("sends one call that tags in the same moment and is never repeated blindly", async () => {
    bench.once.on(CreateVpcCommand).resolves({ Vpc: { VpcId: "vpc-1" } });
    expect(await vpc.create(bench.aws, PROPS, "token")).toEqual({ id: "vpc-1" });
    const input = { CidrBlock: "10.0.0.0/16", TagSpecifications: tagged("vpc") };
    expect(sentBy(bench.once)).toEqual([{ operation: "CreateVpc", input }]);
  });

  it("waits until it is visible and available", async () => {
    bench.safe
      .on(DescribeVpcsCommand)
      .resolvesOnce({ Vpcs: [] })
      .resolvesOnce({ Vpcs: [{ ...FOUND, State: "pending" }] })
      .resolves({ Vpcs: [FOUND] });
    await vpc.ready(bench.aws, "vpc-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["not visible yet", "pending", "available"]);
  });
});

describe("changing a VPC", () => {
  it("sets one attribute a call, the resolver first, and survives reads that lag", async () => {
    bench.safe.on(ModifyVpcAttributeCommand).rejectsOnce(refusal("InvalidVpcID.NotFound")).resolves({});
    const changes = [changed<VpcProps>("dnsHostnames", true), changed<VpcProps>("dnsSupport", true)];
    await vpc.update(bench.aws, "vpc-1", changes, toUpdate(bench, PROPS));
    expect(sentBy(bench.safe).map(({ input }) => input)).toEqual([
      { VpcId: "vpc-1", EnableDnsSupport: { Value: true } },
      { VpcId: "vpc-1", EnableDnsSupport: { Value: true } },
      { VpcId: "vpc-1", EnableDnsHostnames: { Value: true } },
    ]);
  });

  it("sets our tags and removes only those that we no longer want", async () => {
    bench.safe.on(CreateTagsCommand).resolves({}).on(DeleteTagsCommand).resolves({});
    await vpc.update(
      bench.aws,
      "vpc-1",
      [changed<VpcProps>("tags", TAGS, ["owner"])],
      toUpdate(bench, PROPS),
    );
    expect(sentBy(bench.safe)).toEqual([
      { operation: "CreateTags", input: { Resources: ["vpc-1"], Tags: TAG_LIST } },
      { operation: "DeleteTags", input: { Resources: ["vpc-1"], Tags: [{ Key: "owner" }] } },
    ]);
  });
});

describe("deleting a VPC", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteVpcCommand).rejects(refusal("InvalidVpcID.NotFound"));
    expect(await vpc.delete(bench.aws, "vpc-1", toDelete(bench))).toEqual([]);
  });

  it("names what lives in it when AWS refuses for good", async () => {
    bench.safe
      .on(DeleteVpcCommand)
      .rejects(refusal("DependencyViolation"))
      .on(DescribeNetworkInterfacesCommand)
      .resolves({})
      .on(DescribeSubnetsCommand)
      .resolves({ Subnets: [{ SubnetId: "subnet-9" }] })
      .on(DescribeSecurityGroupsCommand)
      .resolves({
        SecurityGroups: [
          { GroupId: "sg-0", GroupName: "default" },
          { GroupId: "sg-9", GroupName: "GuardDutyManagedSecurityGroup" },
        ],
      })
      .on(DescribeVpcEndpointsCommand)
      .resolves({
        VpcEndpoints: [{ VpcEndpointId: "vpce-9", ServiceName: "com.amazonaws.us-east-1.guardduty-data" }],
      });
    // What may not be read explains nothing, and stands in nobody's way.
    for (const command of [
      DescribeRouteTablesCommand,
      DescribeNetworkAclsCommand,
      DescribeInternetGatewaysCommand,
      DescribeEgressOnlyInternetGatewaysCommand,
      DescribeVpnGatewaysCommand,
      DescribeVpcPeeringConnectionsCommand,
    ])
      bench.safe.on(command as never).rejects(refusal("UnauthorizedOperation"));
    const failed = vpc.delete(bench.aws, "vpc-1", toDelete(bench));
    await expect(failed).rejects.toMatchObject({
      code: "StillInUse",
      detail:
        'The VPC vpc-1 cannot be deleted yet. It is used by: subnet subnet-9, until it is deleted. security group "GuardDutyManagedSecurityGroup" sg-9, until it is deleted. VPC endpoint vpce-9 to com.amazonaws.us-east-1.guardduty-data (which Amazon GuardDuty put there to watch instances), until it is deleted. Remove what stays, then run the same command again.',
      fix: [
        "aws ec2 delete-subnet --subnet-id subnet-9",
        "aws ec2 delete-security-group --group-id sg-9",
        "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-9",
      ],
    });
  });
});
