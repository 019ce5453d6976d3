import {
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
} from "@aws-sdk/client-ec2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { Aws } from "../../../src/aws/env.ts";
import { architectureByName, findArchitecture } from "../../../src/resources/ec2/instance-architecture.ts";
import { findZonesWith } from "../../../src/resources/ec2/instance-offerings.ts";
import { hasKeyPair } from "../../../src/resources/ec2/key-pairs.ts";
import { findAmazonLinux, findMachineImage } from "../../../src/resources/ec2/machine-images.ts";
import { type Bench, createBench, refusal, sentBy } from "./bench.ts";

let bench: Bench;

beforeEach(() => {
  bench = createBench();
});

describe("the processor of an instance type", () => {
  it.each([
    ["m5.xlarge", "x86_64"],
    ["m6i.large", "x86_64"],
    ["g4dn.xlarge", "x86_64"],
    ["m6g.large", "arm64"],
    ["m7g.xlarge", "arm64"],
    ["c7gd.large", "arm64"],
    ["t4g.micro", "arm64"],
    ["im4gn.large", "arm64"],
    ["a1.large", "arm64"],
  ])("is told by the name of %s: %s", (type, architecture) => {
    expect(architectureByName(type)).toBe(architecture);
  });

  it("is what EC2 tells", async () => {
    bench.safe
      .on(DescribeInstanceTypesCommand)
      .resolves({ InstanceTypes: [{ ProcessorInfo: { SupportedArchitectures: ["arm64"] } }] });
    expect(await findArchitecture(bench.aws, "m5.xlarge")).toBe("arm64");
    expect(sentBy(bench.safe)[0]?.input).toEqual({ InstanceTypes: ["m5.xlarge"] });
  });

  it("is told by the name where EC2 does not tell", async () => {
    bench.safe.on(DescribeInstanceTypesCommand).rejects(refusal("UnauthorizedOperation"));
    expect(await findArchitecture(bench.aws, "m7g.xlarge")).toBe("arm64");
    bench.safe.on(DescribeInstanceTypesCommand).resolves({ InstanceTypes: [] });
    expect(await findArchitecture(bench.aws, "m5.xlarge")).toBe("x86_64");
  });
});

describe("the newest Amazon Linux", () => {
  const ssm = new SSMClient({ region: "us-east-1" });
  const stub = mockClient(ssm);
  const aws = (): Aws => ({ ...bench.aws, safe: { ...bench.aws.safe, ssm } });

  beforeEach(() => stub.reset());

  it("is named by Amazon's own parameter", async () => {
    stub.on(GetParameterCommand).resolves({ Parameter: { Value: "ami-0123456789abcdef0" } });
    expect(await findAmazonLinux(aws(), "arm64")).toBe("ami-0123456789abcdef0");
    expect(stub.calls()[0]?.args[0].input).toEqual({
      Name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    });
  });

  it("is not guessed where the parameter names no image", async () => {
    stub.on(GetParameterCommand).resolves({ Parameter: { Value: "soon" } });
    await expect(findAmazonLinux(aws(), "x86_64")).rejects.toThrow("names no image");
  });
});

describe("an image", () => {
  it("tells processor, state and the device that it starts from", async () => {
    const Images = [
      { Architecture: "x86_64" as const, State: "available" as const, RootDeviceName: "/dev/xvda" },
    ];
    bench.safe.on(DescribeImagesCommand).resolves({ Images });
    expect(await findMachineImage(bench.aws, "ami-1")).toEqual({
      architecture: "x86_64",
      state: "available",
      rootDevice: "/dev/xvda",
    });
  });

  it.each(["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidAMIID.Malformed"])(
    "is absent after %s",
    async (name) => {
      bench.safe.on(DescribeImagesCommand).rejects(refusal(name));
      expect(await findMachineImage(bench.aws, "ami-1")).toBeUndefined();
    },
  );

  it("is not taken for absent after another refusal", async () => {
    bench.safe.on(DescribeImagesCommand).rejects(refusal("UnauthorizedOperation"));
    await expect(findMachineImage(bench.aws, "ami-1")).rejects.toThrow("UnauthorizedOperation");
  });
});

describe("a key pair", () => {
  it("is there or not", async () => {
    bench.safe.on(DescribeKeyPairsCommand).resolves({ KeyPairs: [{ KeyName: "mine" }] });
    expect(await hasKeyPair(bench.aws, "mine")).toBe(true);
    bench.safe.on(DescribeKeyPairsCommand).rejects(refusal("InvalidKeyPair.NotFound"));
    expect(await hasKeyPair(bench.aws, "mine")).toBe(false);
  });
});

describe("the zones that have an instance type", () => {
  it("are told by name, sorted", async () => {
    bench.safe.on(DescribeInstanceTypeOfferingsCommand).resolves({
      InstanceTypeOfferings: [{ Location: "us-east-1b" }, { Location: "us-east-1a" }],
    });
    expect(await findZonesWith(bench.aws, "m5.xlarge")).toEqual(["us-east-1a", "us-east-1b"]);
  });
});
