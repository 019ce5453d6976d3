import type { RequestLaunchTemplateData, TagSpecification } from "@aws-sdk/client-ec2";

/** How calls name an instance profile. */
export interface ProfileName {
  readonly Name?: string | undefined;
  readonly Arn?: string | undefined;
}

/** What an instance can be asked to be, by a template or by the call itself. */
export type LaunchRequest = Pick<
  RequestLaunchTemplateData,
  | "ImageId"
  | "InstanceType"
  | "KeyName"
  | "SecurityGroupIds"
  | "UserData"
  | "BlockDeviceMappings"
  | "MetadataOptions"
  | "DisableApiTermination"
> & {
  readonly SubnetId?: string | undefined;
  readonly IamInstanceProfile?: ProfileName | undefined;
  readonly TagSpecifications?: readonly Pick<TagSpecification, "ResourceType" | "Tags">[] | undefined;
};

/** What the call itself says goes over what the template says, member by member. Source: EC2 API reference, RunInstances. */
export function mergeRequest(template: LaunchRequest, own: LaunchRequest): LaunchRequest {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...template, ...given };
}
