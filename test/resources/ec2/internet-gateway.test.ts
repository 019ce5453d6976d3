import {
  CreateInternetGatewayCommand,
  CreateTagsCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { type InternetGatewayProps, internetGateway } from "../../../src/resources/ec2/internet-gateway.ts";
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

const FOUND = { InternetGatewayId: "igw-1", Attachments: [{ VpcId: "vpc-1" }], Tags: TAG_LIST };

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeInternetGatewaysCommand).resolves({ InternetGateways: [FOUND] });
});

describe("reading internet gateways", () => {
  it("tells its tags and id", async () => {
    expect(await internetGateway.get(bench.aws, "igw-1")).toEqual({
      id: "igw-1",
      condition: "standing",
      status: "available",
      props: { tags: TAGS },
      attributes: { internetGatewayId: "igw-1" },
      tags: TAGS,
    });
    const Filters = [{ Name: "internet-gateway-id", Values: ["igw-1"] }];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeInternetGateways", input: { Filters } }]);
  });

  it("lists by tag, since one that is not attached is in no VPC", async () => {
    await internetGateway.list(bench.aws, createScope({ idsOf: { "ec2/vpc": ["vpc-1"] } }));
    const Filters = [{ Name: "tag:flashsale-setup:stack", Values: ["flashsale"] }];
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters });
  });

  it("lists all without a filter before a create is repeated", async () => {
    expect(await internetGateway.listAll?.(bench.aws)).toHaveLength(1);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [] });
  });

  it("is absent when EC2 shows none", async () => {
    bench.safe.on(DescribeInternetGatewaysCommand).resolves({});
    expect(await internetGateway.get(bench.aws, "igw-1")).toBeUndefined();
  });
});

describe("making and changing an internet gateway", () => {
  it("sends one call that is never repeated blindly", async () => {
    bench.once.on(CreateInternetGatewayCommand).resolves({ InternetGateway: { InternetGatewayId: "igw-1" } });
    expect(await internetGateway.create(bench.aws, { tags: TAGS }, "token")).toEqual({ id: "igw-1" });
    const input = { TagSpecifications: tagged("internet-gateway") };
    expect(sentBy(bench.once)).toEqual([{ operation: "CreateInternetGateway", input }]);
  });

  it("waits until reads show it", async () => {
    bench.safe
      .on(DescribeInternetGatewaysCommand)
      .resolvesOnce({})
      .resolves({ InternetGateways: [FOUND] });
    await internetGateway.ready(bench.aws, "igw-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["not visible yet", "visible"]);
  });

  it("changes its tags, also while EC2 does not know it yet", async () => {
    bench.safe.on(CreateTagsCommand).rejectsOnce(refusal("InvalidInternetGatewayID.NotFound")).resolves({});
    const changes = [changed<InternetGatewayProps>("tags", TAGS)];
    await internetGateway.update(bench.aws, "igw-1", changes, toUpdate(bench, { tags: TAGS }));
    expect(sentBy(bench.safe)).toHaveLength(2);
    expect(sentBy(bench.safe)[1]?.input).toEqual({ Resources: ["igw-1"], Tags: TAG_LIST });
  });
});

describe("deleting an internet gateway", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteInternetGatewayCommand).rejects(refusal("InvalidInternetGatewayID.NotFound"));
    expect(await internetGateway.delete(bench.aws, "igw-1", toDelete(bench))).toEqual([]);
  });

  it("names the VPC to which somebody attached it", async () => {
    bench.safe.on(DeleteInternetGatewayCommand).rejects(refusal("DependencyViolation"));
    await expect(internetGateway.delete(bench.aws, "igw-1", toDelete(bench))).rejects.toMatchObject({
      code: "StillInUse",
      fix: ["aws ec2 detach-internet-gateway --internet-gateway-id igw-1 --vpc-id vpc-1"],
    });
  });
});
