import {
  AttachInternetGatewayCommand,
  CreateFlowLogsCommand,
  CreateVpcCommand,
  type CreateVpcCommandInput,
  DescribeVpcsCommand,
  EC2ServiceException,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { listOperations } from "../../src/sandbox/sandbox.ts";
import { services } from "../../src/sandbox/services.ts";
import { makeEgress, makeGroup } from "./ec2/network.ts";
import { practise, refusalOf } from "./harness.ts";

const CidrBlock = "10.0.0.0/16";

describe("a call to the sandbox", () => {
  it("that it does not know fails by name", async () => {
    const { ec2 } = practise();
    const call = ec2.send(new CreateFlowLogsCommand({ ResourceIds: ["vpc-1"], ResourceType: "VPC" }));
    expect((await refusalOf(call)).message).toBe("sandbox has no EC2Client.CreateFlowLogsCommand");
  });

  it.each([
    [{ CidrBlok: CidrBlock }, "The parameter CidrBlok is not recognized"],
    [
      { TagSpecifications: [{ ResourceTyp: "vpc" }] },
      "The parameter TagSpecifications.0.ResourceTyp is not recognized",
    ],
    [{ CidrBlock: 10 }, "The parameter CidrBlock must be a string"],
    [{ TagSpecifications: "none" }, "The parameter TagSpecifications must be a list"],
  ])("is refused by name when the SDK's schema does not know it: %j", async (input, message) => {
    const { ec2 } = practise();
    const refusal = await refusalOf(ec2.send(new CreateVpcCommand(input as CreateVpcCommandInput)));
    expect(refusal).toMatchObject({ name: "InvalidParameter", message });
  });

  it("is refused by name when it lacks what the SDK's schema requires", async () => {
    const { ec2 } = practise();
    const input = { InternetGatewayId: "igw-0123456789abcdef0" } as {
      InternetGatewayId: string;
      VpcId: string;
    };
    const refusal = await refusalOf(ec2.send(new AttachInternetGatewayCommand(input)));
    expect(refusal).toMatchObject({
      name: "MissingParameter",
      message: "The request must contain the parameter VpcId",
    });
  });

  it("is answered and refused as the SDK would tell it", async () => {
    const { ec2 } = practise();
    const { $metadata } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const refusal = await refusalOf(ec2.send(new DescribeVpcsCommand({ VpcIds: ["vpc-0123456789abcdef0"] })));
    expect(refusal).toBeInstanceOf(EC2ServiceException);
    expect(refusal).toMatchObject({
      Code: "InvalidVpcID.NotFound",
      $fault: "client",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("is recorded with the permissions that it needs", async () => {
    const { ec2, sandbox } = practise();
    const TagSpecifications = [{ ResourceType: "vpc" as const, Tags: [{ Key: "a", Value: "b" }] }];
    await ec2.send(new CreateVpcCommand({ CidrBlock, TagSpecifications }));
    await ec2.send(new DescribeVpcsCommand({}));
    expect(sandbox.calls()).toEqual([
      { service: "EC2", operation: "CreateVpc", reads: false, actions: ["ec2:CreateVpc", "ec2:CreateTags"] },
      { service: "EC2", operation: "DescribeVpcs", reads: true, actions: ["ec2:DescribeVpcs"] },
    ]);
  });

  it("ends at once when it was given up", async () => {
    const { ec2 } = practise();
    const abortSignal = AbortSignal.abort();
    expect((await refusalOf(ec2.send(new DescribeVpcsCommand({}), { abortSignal }))).name).toBe("AbortError");
  });
});

describe("the list of a sandbox", () => {
  it("names what was made, sorted by service, type, name and id", async () => {
    const { ec2, sandbox } = practise();
    const { VpcId } = await makeEgress(ec2);
    await makeGroup(ec2, VpcId, "b-group");
    await makeGroup(ec2, VpcId, "a-group");
    expect(sandbox.list().map(({ service, type, name }) => [service, type, name].join(" "))).toEqual([
      "EC2 elastic-ip ",
      "EC2 internet-gateway ",
      "EC2 internet-gateway-attachment ",
      "EC2 nat-gateway ",
      "EC2 security-group a-group",
      "EC2 security-group b-group",
      "EC2 subnet ",
      "EC2 vpc ",
    ]);
  });
});

describe("the operations of the sandbox", () => {
  it("can be listed by client", () => {
    expect(listOperations()).toHaveProperty(
      "EC2Client",
      expect.arrayContaining(["CreateVpc", "DescribeVpcs"]),
    );
  });

  it.each(services.map((service) => [service.clientName, service] as const))(
    "of %s each say what IAM wants for them, and nothing else does",
    (_name, { needs, operations }) => {
      expect(Object.keys(needs).sort()).toEqual(Object.keys(operations).sort());
    },
  );

  it.each(services.map((service) => [service.clientName, service] as const))(
    "of %s that read are named like reads",
    (_name, { operations }) => {
      const named = (reads: boolean): string[] =>
        Object.keys(operations).filter((name) => operations[name]?.reads === reads);
      const readLike = /^(Describe|List|Get|BatchGet|Head|Decode|Simulate|Validate)/;
      expect(named(true).filter((name) => !readLike.test(name))).toEqual([]);
      expect(named(false).filter((name) => readLike.test(name))).toEqual([]);
    },
  );
});
