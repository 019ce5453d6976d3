import type { RequestLaunchTemplateData, ResponseLaunchTemplateData, Tag } from "@aws-sdk/client-ec2";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { canonicalText } from "../../engine/compare.ts";
import type { Tags } from "../../engine/resource.ts";

/** What a version of a launch template says of the instances that it is for. */
export type LaunchTemplateData = {
  imageId: string;
  instanceType: string;
  /** An existing key pair, or nothing but the empty text. */
  keyName: string;
  /** Name of the instance profile. */
  instanceProfile: string;
  securityGroupIds: readonly string[];
  /** At most 16 KiB; EC2 wants it in base64. */
  userData: string;
  rootVolume: { sizeGib: number; type: string; encrypted: boolean };
  /** How the metadata of an instance is served: `required` tokens (IMDSv2), and over how many hops. */
  metadata: { tokens: string; hopLimit: number };
  /**
   * Tags of the instances, their volumes and network interfaces; what a group or a launch adds goes over them. An organization
   * may demand them of the request that launches, before a group adds its own.
   */
  launchTags: Tags;
};

/** The device that Amazon Linux 2023 starts from. Source: AL2023 User Guide. */
export const ROOT_DEVICE = "/dev/xvda";

/**
 * What a launch tags. Instances, too: who demands tags on them judges a template by itself, before a group's own tags come to it.
 * Source: EC2 Auto Scaling User Guide, "Launch template support".
 */
const TAGGED = ["instance", "volume", "network-interface"] as const;

/** The data as EC2 takes it. */
export function toRequest(data: LaunchTemplateData): RequestLaunchTemplateData {
  const { rootVolume, metadata } = data;
  const tags = toTagList(data.launchTags);
  return {
    ImageId: data.imageId,
    InstanceType: data.instanceType as NonNullable<RequestLaunchTemplateData["InstanceType"]>,
    ...(data.keyName === "" ? {} : { KeyName: data.keyName }),
    IamInstanceProfile: { Name: data.instanceProfile },
    SecurityGroupIds: [...data.securityGroupIds],
    UserData: Buffer.from(data.userData, "utf8").toString("base64"),
    MetadataOptions: {
      HttpEndpoint: "enabled",
      HttpTokens: metadata.tokens as "required",
      HttpPutResponseHopLimit: metadata.hopLimit,
    },
    BlockDeviceMappings: [
      {
        DeviceName: ROOT_DEVICE,
        Ebs: {
          VolumeSize: rootVolume.sizeGib,
          VolumeType: rootVolume.type as "gp3",
          Encrypted: rootVolume.encrypted,
          DeleteOnTermination: true,
        },
      },
    ],
    TagSpecifications: TAGGED.map((ResourceType) => ({ ResourceType, Tags: tags })),
  };
}

/** The data as EC2 tells it; what it does not tell as we write it is absent. */
export function fromResponse(told: ResponseLaunchTemplateData = {}): Partial<LaunchTemplateData> {
  const { ImageId = "", InstanceType = "", KeyName = "", SecurityGroupIds = [], UserData = "" } = told;
  const { HttpTokens = "optional", HttpPutResponseHopLimit = 1 } = told.MetadataOptions ?? {};
  const instanceProfile = told.IamInstanceProfile?.Name ?? told.IamInstanceProfile?.Arn?.split("/").at(-1);
  return {
    imageId: ImageId,
    instanceType: InstanceType,
    keyName: KeyName,
    ...(instanceProfile === undefined ? {} : { instanceProfile }),
    securityGroupIds: SecurityGroupIds,
    userData: Buffer.from(UserData, "base64").toString("utf8"),
    metadata: { tokens: HttpTokens, hopLimit: HttpPutResponseHopLimit },
    ...readRootVolume(told),
    ...readLaunchTags(told),
  };
}

function readRootVolume(told: ResponseLaunchTemplateData): Pick<Partial<LaunchTemplateData>, "rootVolume"> {
  const root = told.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === ROOT_DEVICE)?.Ebs;
  if (root === undefined) return {};
  const { VolumeSize: sizeGib = 0, VolumeType: type = "", Encrypted: encrypted = false } = root;
  return { rootVolume: { sizeGib, type, encrypted } };
}

/** The tags of instances, volumes and interfaces, where all have the same. */
function readLaunchTags(told: ResponseLaunchTemplateData): Pick<Partial<LaunchTemplateData>, "launchTags"> {
  const tagsOf = (kind: string): Tag[] =>
    (told.TagSpecifications ?? []).flatMap(({ ResourceType, Tags }) =>
      ResourceType === kind ? (Tags ?? []) : [],
    );
  const [launchTags = {}, ...others] = TAGGED.map((kind) => fromTagList(tagsOf(kind)));
  const isSame = others.every((tags) => canonicalText(tags) === canonicalText(launchTags));
  return isSame ? { launchTags } : {};
}
