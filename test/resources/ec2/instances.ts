import type { Instance } from "@aws-sdk/client-ec2";
import type { InstanceProps } from "../../../src/resources/ec2/instance.ts";
import { TAG_LIST, TAGS } from "./bench.ts";

/** The guide's single instance. */
export const PROPS: InstanceProps = {
  launchTemplateId: "lt-1",
  launchTemplateVersion: 3,
  instanceType: "m5.xlarge",
  rootVolumeGib: 20,
  publicAddress: false,
  subnetId: "subnet-1",
  securityGroupIds: ["sg-1"],
  instanceProfile: "FlashSaleAppRole",
  tags: TAGS,
};

const TEMPLATE_TAGS = [
  { Key: "aws:ec2launchtemplate:id", Value: "lt-1" },
  { Key: "aws:ec2launchtemplate:version", Value: "3" },
];

/** It, as EC2 tells it. */
export const FOUND: Instance = {
  InstanceId: "i-1",
  InstanceType: "m5.xlarge",
  SubnetId: "subnet-1",
  PrivateIpAddress: "10.0.11.4",
  State: { Name: "running" },
  SecurityGroups: [{ GroupId: "sg-1" }],
  IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/FlashSaleAppRole" },
  Tags: [...TAG_LIST, ...TEMPLATE_TAGS],
};

/** What a read of these instances answers. */
export const answer = (...all: Instance[]) => ({ Reservations: all.map((one) => ({ Instances: [one] })) });
