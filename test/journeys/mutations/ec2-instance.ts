import { idOf, type Mutations, type RowChange, retag, set, tagged } from "./change.ts";

const TEMPLATE = "deploy.launch-template";

type Data = Record<string, unknown> & {
  BlockDeviceMappings: { Ebs: { VolumeSize: number } }[];
  TagSpecifications: { Tags: object[] }[];
};

/** Changes what the newest version says, which is the default one. */
const inData =
  (change: (data: Data) => void): RowChange =>
  (row) => {
    const versions = row.versions as { data: Data }[];
    const newest = versions.at(-1);
    if (newest !== undefined) change(newest.data);
  };

const put = (member: string, value: unknown): RowChange =>
  inData((data) => {
    data[member] = value;
  });

const tagAs =
  (key: string, value: string): RowChange =>
  (row) => {
    (row.tags as Record<string, string>)[key] = value;
  };

/** Rows of launch templates and instances, by type and prop. */
export const EC2_INSTANCES: Readonly<Record<string, Mutations>> = {
  "ec2/launch-template": tagged(TEMPLATE, {
    name: set("name", "renamed"),
    imageId: put("ImageId", "ami-0123456789abcdef0"),
    instanceType: put("InstanceType", "m5.large"),
    keyName: put("KeyName", "practice"),
    instanceProfile: put("IamInstanceProfile", { Name: "Other" }),
    securityGroupIds: put("SecurityGroupIds", []),
    userData: put("UserData", Buffer.from("#!/bin/bash\n").toString("base64")),
    rootVolume: inData(({ BlockDeviceMappings: [root] }) => {
      if (root !== undefined) root.Ebs.VolumeSize = 99;
    }),
    metadata: put("MetadataOptions", { HttpTokens: "optional" }),
    launchTags: inData(({ TagSpecifications }) => {
      for (const specification of TagSpecifications) specification.Tags = [];
    }),
    tags: retag,
  }),
  "ec2/instance": tagged("deploy.instance", {
    launchTemplateId: tagAs("aws:ec2launchtemplate:id", "lt-0123456789abcdef0"),
    launchTemplateVersion: tagAs("aws:ec2launchtemplate:version", "9"),
    instanceType: set("instanceType", "m5.large"),
    subnetId: (row, account) => {
      row.subnetId = idOf(account, "network.subnet.application-2");
    },
    securityGroupIds: (row, account) => {
      row.groupIds = [idOf(account, "network.security-group.cache")];
    },
    instanceProfile: (row) => {
      delete row.profile;
    },
    tags: retag,
  }),
};
