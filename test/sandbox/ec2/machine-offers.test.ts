import {
  DescribeImagesCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { editAccount, practise, refusalOf } from "../harness.ts";
import { IMAGES } from "./machines.ts";
import { makeVpc } from "./network.ts";

describe("what EC2 offers in the sandbox", () => {
  it("is instance types with their processor and size", async () => {
    const { ec2 } = practise();
    const describeTypes = async (...types: string[]) =>
      (await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: types as never[] }))).InstanceTypes;
    expect(await describeTypes("m5.xlarge", "m7g.2xlarge", "t2.micro", "r5.large")).toMatchObject([
      { InstanceType: "t2.micro", VCpuInfo: { DefaultVCpus: 1 } },
      {
        InstanceType: "m5.xlarge",
        VCpuInfo: { DefaultVCpus: 4 },
        ProcessorInfo: { SupportedArchitectures: ["x86_64"] },
      },
      {
        InstanceType: "m7g.2xlarge",
        VCpuInfo: { DefaultVCpus: 8 },
        ProcessorInfo: { SupportedArchitectures: ["arm64"] },
      },
      { InstanceType: "r5.large", MemoryInfo: { SizeInMiB: 16_384 } },
    ]);
    expect(await refusalOf(describeTypes("m9.huge"))).toMatchObject({ name: "InvalidInstanceType" });
  });

  it("is images of Amazon's, each with another id in each region", async () => {
    const { ec2, sandbox, file } = practise();
    const ImageIds = [IMAGES.arm64];
    expect((await ec2.send(new DescribeImagesCommand({ ImageIds }))).Images).toMatchObject([
      { ImageId: IMAGES.arm64, Architecture: "arm64", RootDeviceName: "/dev/xvda", State: "available" },
    ]);
    const elsewhere = practise({ file, region: "eu-west-1" });
    const refused = await refusalOf(elsewhere.ec2.send(new DescribeImagesCommand({ ImageIds })));
    expect(refused).toMatchObject({ name: "InvalidAMIID.NotFound" });
    expect(sandbox.region).toBe("us-east-1");
  });

  it("is the key pairs that the account's file names", async () => {
    const { ec2, file } = practise();
    const find = async (name: string) =>
      (await ec2.send(new DescribeKeyPairsCommand({ KeyNames: [name] }))).KeyPairs?.length;
    expect(await find("practice")).toBe(1);
    expect(await refusalOf(find("mine"))).toMatchObject({ name: "InvalidKeyPair.NotFound" });
    await makeVpc(ec2);
    editAccount(file, (document) => {
      document.offers.EC2 = { ...document.offers.EC2, keyPairs: ["mine"] };
    });
    expect(await find("mine")).toBe(1);
  });
});
