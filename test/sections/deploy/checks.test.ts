import {
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  type Image,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { checkDeploy } from "../../../src/sections/deploy/checks.ts";
import { createBench, refusal, sentBy } from "../../resources/ec2/bench.ts";
import { answersWith, observationOf, settingsOf } from "../declared.ts";

const IMAGE: Image = { Architecture: "x86_64", State: "available", RootDeviceName: "/dev/xvda" };

interface Scene {
  readonly deploy?: object;
  readonly network?: object;
  /** What EC2 tells of the image; an error, or nothing. */
  readonly image?: Image | Error | null;
  readonly zones?: readonly string[] | Error;
  readonly keyPair?: Error;
  /** Props of the template that stands. */
  readonly live?: object;
  readonly existing?: object;
}

function scene({ image = IMAGE, zones = ["us-east-1a", "us-east-1b", "us-east-1c"], ...parts }: Scene) {
  const bench = createBench();
  const images = bench.safe.on(DescribeImagesCommand);
  if (image instanceof Error) images.rejects(image);
  else images.resolves({ Images: image === null ? [] : [image] });
  const offers = bench.safe.on(DescribeInstanceTypeOfferingsCommand);
  if (zones instanceof Error) offers.rejects(zones);
  else offers.resolves({ InstanceTypeOfferings: zones.map((Location) => ({ Location })) });
  const pairs = bench.safe.on(DescribeKeyPairsCommand);
  if (parts.keyPair === undefined) pairs.resolves({ KeyPairs: [{ KeyName: "mine" }] });
  else pairs.rejects(parts.keyPair);
  bench.safe
    .on(DescribeInstanceTypesCommand)
    .resolves({ InstanceTypes: [{ ProcessorInfo: { SupportedArchitectures: ["x86_64"] } }] });
  const { deploy = {}, network = {}, live, existing } = parts;
  const found = live === undefined ? [] : [{ name: "flashsale-app", props: live }];
  const check = () =>
    checkDeploy({
      env: bench.aws,
      settings: settingsOf({ deploy, network }),
      answers: answersWith(3, {
        "deploy.ami": { imageId: "ami-1", architecture: "x86_64" },
        ...(existing === undefined ? {} : { "network.existing": existing }),
      }),
      observation: observationOf("ec2/launch-template", ...found),
    });
  return { bench, check };
}

const problems = async (parts: Scene): Promise<string[]> =>
  (await scene(parts).check()).map(({ key, value, text }) => `${key} ${String(value)}: ${text}`);

describe("what EC2 would refuse of a deployment", () => {
  it.each([
    [
      "a volume smaller than the image's",
      30,
      20,
      ["deploy.rootVolumeGib 20: the image ami-1 starts from a volume of 30 GiB"],
    ],
    ["no volume as large as the image's", 30, 30, []],
    ["no volume where the image's is not told", undefined, 8, []],
  ])("is %s", async (_, VolumeSize, rootVolumeGib, expected) => {
    const root = { DeviceName: "/dev/xvda", Ebs: VolumeSize === undefined ? {} : { VolumeSize } };
    const image = {
      ...IMAGE,
      BlockDeviceMappings: [{ DeviceName: "/dev/sdf", Ebs: { VolumeSize: 999 } }, root],
    };
    expect(await problems({ image, deploy: { rootVolumeGib } })).toEqual(expected);
    const live = { imageId: "ami-1", instanceType: "m5.xlarge", rootVolume: { sizeGib: 40 } };
    expect(await problems({ image, live, deploy: { rootVolumeGib } })).toEqual(expected);
  });

  it("is nothing for the defaults", async () => {
    const { bench, check } = scene({});
    expect(await check()).toEqual([]);
    expect(sentBy(bench.safe).map(({ operation }) => operation)).not.toContain("DescribeKeyPairs");
  });

  it("is a key pair that is not there", async () => {
    const deploy = { keyName: "mine" };
    expect(await problems({ deploy })).toEqual([]);
    expect(await problems({ deploy, keyPair: refusal("InvalidKeyPair.NotFound") })).toEqual([
      "deploy.keyName mine: there is no such key pair",
    ]);
  });

  it("is an instance type that a zone lacks, or the whole region", async () => {
    expect(await problems({ zones: ["us-east-1a", "us-east-1c"] })).toEqual([
      "deploy.instanceType m5.xlarge: us-east-1b does not offer it",
    ]);
    expect(await problems({ zones: [] })).toEqual([
      "deploy.instanceType m5.xlarge: us-east-1 does not offer it",
    ]);
  });

  it("is an instance type that the zones of an existing network lack", async () => {
    const ids = (tier: string) => [`subnet-0${tier}a`, `subnet-0${tier}b`];
    const network = {
      existing: {
        vpcId: "vpc-0a",
        dataSubnetIds: ids("d"),
        applicationSubnetIds: ids("a"),
        edgeSubnetIds: ids("e"),
      },
    };
    const subnets = [...ids("a"), ...ids("d")].map((id, index) => ({
      id,
      zone: index < 2 ? "us-east-1d" : "us-east-1a",
    }));
    expect(await problems({ network, existing: { subnets } })).toEqual([
      "deploy.instanceType m5.xlarge: us-east-1d does not offer it",
    ]);
  });

  it.each([
    ["is not there", null, "this region has no such image"],
    ["is not ready", { ...IMAGE, State: "pending" as const }, "the image is pending"],
    [
      "is for another processor",
      { ...IMAGE, Architecture: "arm64" as const },
      "the image is for arm64, m5.xlarge is x86_64",
    ],
    [
      "is of another distribution",
      { ...IMAGE, RootDeviceName: "/dev/sda1" },
      "the image starts from /dev/sda1, Amazon Linux 2023 from /dev/xvda",
    ],
  ])("is an image that %s", async (_, image, text) => {
    const amiId = "ami-0123456789abcdef0";
    expect(await problems({ deploy: { amiId }, image })).toEqual([`deploy.amiId ${amiId}: ${text}`]);
  });

  it("is a pinned image that is gone, unless the template has it already", async () => {
    expect(await problems({ image: null })).toEqual(["deploy.ami ami-1: this region has no such image"]);
    expect(await problems({ image: null, live: { imageId: "ami-1", instanceType: "m5.xlarge" } })).toEqual(
      [],
    );
    expect(
      await problems({ image: null, live: { imageId: "ami-1", instanceType: "m5.large" } }),
    ).toHaveLength(1);
  });

  it("is not judged where EC2 may not be asked", async () => {
    const denied = refusal("UnauthorizedOperation");
    const deploy = { keyName: "mine" };
    expect(await problems({ deploy, image: denied, zones: denied, keyPair: denied })).toEqual([]);
  });
});
