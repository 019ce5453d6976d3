import {
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { editAccount, practise, refusalOf } from "../harness.ts";
import { makeSubnet, makeVpc } from "./network.ts";

const tagged = (Key: string, Value: string) => [{ ResourceType: "vpc" as const, Tags: [{ Key, Value }] }];

describe("tags in the sandbox", () => {
  it("are given at creation, added, changed and taken away", async () => {
    const { ec2 } = practise();
    const command = new CreateVpcCommand({
      CidrBlock: "10.0.0.0/16",
      TagSpecifications: tagged("Name", "flashsale-vpc"),
    });
    const id = (await ec2.send(command)).Vpc?.VpcId ?? "";
    await ec2.send(
      new CreateTagsCommand({
        Resources: [id],
        Tags: [
          { Key: "team", Value: "sale" },
          { Key: "Name", Value: "new" },
        ],
      }),
    );
    await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "team", Value: "other" }] }));
    const { Tags } = await ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }),
    );
    expect(Tags).toEqual([
      { ResourceId: id, ResourceType: "vpc", Key: "Name", Value: "new" },
      { ResourceId: id, ResourceType: "vpc", Key: "team", Value: "sale" },
    ]);
    await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "team" }] }));
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.Tags).toEqual([
      { Key: "Name", Value: "new" },
    ]);
  });

  it("find what carries them, with wildcards", async () => {
    const { ec2 } = practise();
    await ec2.send(
      new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications: tagged("stack", "flashsale") }),
    );
    await ec2.send(
      new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications: tagged("stack", "other") }),
    );
    const find = async (Name: string, Values: string[]): Promise<number> =>
      (await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name, Values }] }))).Vpcs?.length ?? 0;
    expect(await find("tag:stack", ["flash*"])).toBe(1);
    expect(await find("tag:stack", ["flashsale", "other"])).toBe(2);
    expect(await find("tag-key", ["stack"])).toBe(2);
    expect((await refusalOf(find("colour", ["red"]))).message).toBe("The filter 'colour' is invalid");
  });

  it.each([
    ["aws:mine", "InvalidParameterValue"],
    ["", "InvalidParameterValue"],
  ])("are refused with the key '%s'", async (Key, name) => {
    const { ec2 } = practise();
    const command = new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications: tagged(Key, "x") });
    expect((await refusalOf(ec2.send(command))).name).toBe(name);
  });

  it("are 50 at most, and of all resources or of none", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const SubnetId = await makeSubnet(ec2, VpcId);
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: "" }));
    const tooMany = ec2.send(new CreateTagsCommand({ Resources: [VpcId], Tags }));
    expect((await refusalOf(tooMany)).name).toBe("TagLimitExceeded");
    const Resources = [SubnetId, "vpc-0123456789abcdef0"];
    const absent = ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: "a", Value: "b" }] }));
    expect((await refusalOf(absent)).name).toBe("InvalidVpcID.NotFound");
    expect((await ec2.send(new DescribeTagsCommand({}))).Tags).toEqual([]);
  });
});

describe("pages in the sandbox", () => {
  it("are as long as the account's file says, and the SDK's paginator joins them", async () => {
    const { ec2, file } = practise();
    for (let count = 0; count < 5; count++) await makeVpc(ec2);
    editAccount(file, ({ offers }) => {
      offers.EC2 = { ...offers.EC2, pageSize: 2 };
    });
    const pages: number[] = [];
    for await (const { Vpcs = [] } of paginateDescribeVpcs({ client: ec2 }, {})) pages.push(Vpcs.length);
    expect(pages).toEqual([2, 2, 1]);
  });

  it("have 5 to 1000 entries", async () => {
    const { ec2 } = practise();
    expect((await refusalOf(ec2.send(new DescribeVpcsCommand({ MaxResults: 2 })))).name).toBe(
      "InvalidParameterValue",
    );
    expect((await refusalOf(ec2.send(new DescribeVpcsCommand({ NextToken: "x" })))).name).toBe(
      "InvalidNextToken",
    );
  });
});
