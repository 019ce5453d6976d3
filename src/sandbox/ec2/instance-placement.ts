import { type FoundInstanceProfile, findInstanceProfile } from "../iam/find.ts";
import { instanceProfiles } from "../iam/tables.ts";
import type { Call } from "../operation.ts";
import { fitsPattern } from "../pattern.ts";
import { Refusal } from "../refusal.ts";
import { isOffered, zonesOf } from "./availability-zone.ts";
import { getImage, type PublicImage, ROOT_DEVICE, rootGibOf } from "./image.ts";
import { architectureOf, unknownType, vcpusOf } from "./instance-type.ts";
import { checkKeyPair } from "./key-pair.ts";
import { getRecord } from "./kind.ts";
import type { LaunchRequest, ProfileName } from "./launch-request.ts";
import { ec2Offers } from "./offers.ts";
import { instances, type Subnet, securityGroups, subnets } from "./tables.ts";

/** Where an instance comes to stand, and what it is made of. */
export interface Placement {
  readonly image: PublicImage;
  readonly type: string;
  readonly subnet: Subnet;
  readonly groupIds: readonly string[];
  readonly profile?: FoundInstanceProfile | undefined;
  readonly givesPublicIp: boolean;
}

/** EC2's own default. Source: EC2 API reference, RunInstances. */
const DEFAULT_TYPE = "m1.small";

/** Checks a launch as EC2 does before it makes anything. Throws EC2's refusals. */
export function placeInstance(call: Call, request: LaunchRequest): Placement {
  const image = getImage(call, request.ImageId);
  const type = request.InstanceType ?? DEFAULT_TYPE;
  if (!call.account.offers(ec2Offers).instanceTypes.includes(type)) throw unknownType([type]);
  checkArchitecture(type, image);
  checkRootVolume(request, image);
  checkTags(call, request);
  checkKeyPair(call, request.KeyName);
  const profile = request.IamInstanceProfile && getProfile(call, request.IamInstanceProfile);
  if (request.SubnetId === undefined) {
    throw new Refusal("VPCIdNotSpecified", "No default VPC for this user.");
  }
  const subnet = getRecord(call, subnets, request.SubnetId);
  const groupIds = groupsOf(call, request.SecurityGroupIds, subnet);
  checkQuota(call, type);
  checkZone(call, type, subnet);
  return { image, type, subnet, groupIds, profile, givesPublicIp: subnet.mapPublicIp };
}

function checkArchitecture(type: string, image: PublicImage): void {
  const own = architectureOf(type);
  if (own === image.architecture) return;
  const message = `The architecture '${own}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`;
  throw new Refusal("InvalidParameterValue", message);
}

/** A volume cannot be smaller than the snapshot that it is made from. Source: EC2 API reference, EbsBlockDevice, VolumeSize. */
function checkRootVolume({ BlockDeviceMappings }: LaunchRequest, image: PublicImage): void {
  const asked = BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === ROOT_DEVICE)?.Ebs?.VolumeSize;
  const least = rootGibOf(image);
  if (asked === undefined || asked >= least) return;
  const message = `Volume of size ${asked}GB is smaller than snapshot 'snap-${image.id.slice(4)}', expect size >= ${least}GB`;
  throw new Refusal("InvalidBlockDeviceMapping", message);
}

/**
 * What an organization demands of the request itself: tags that Auto Scaling adds later do not count. Source: EC2 Auto Scaling
 * User Guide, "Control Amazon EC2 launch template usage in Auto Scaling groups".
 */
function checkTags(call: Call, { TagSpecifications: all = [] }: LaunchRequest): void {
  const own = all.filter(({ ResourceType }) => ResourceType === "instance").flatMap(({ Tags = [] }) => Tags);
  const { demandedTags } = call.account.offers(ec2Offers);
  if (demandedTags.every((key) => own.some(({ Key }) => Key === key))) return;
  const message = `You are not authorized to perform this operation. User: ${call.callerArn} is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy.`;
  throw new Refusal("UnauthorizedOperation", message);
}

/** Gets an instance profile that holds a role. EC2 learns of new ones late, and refuses them until then. */
export function getProfile(call: Call, { Name: name, Arn: arn }: ProfileName): FoundInstanceProfile {
  if ((name === undefined) === (arn === undefined)) {
    const message =
      "The parameter iamInstanceProfile.name may not be used in combination with iamInstanceProfile.arn";
    throw new Refusal("InvalidParameterCombination", message);
  }
  const asked = name ?? arn ?? "";
  const found = findInstanceProfile(call, asked);
  if (found === undefined || isNews(call, found)) {
    const member = name === undefined ? "arn" : "name";
    const message = `Value (${asked}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${member === "arn" ? "ARN" : "name"}`;
    throw new Refusal("InvalidParameterValue", message);
  }
  if (found.role === undefined)
    throw new Refusal(
      "InvalidParameterValue",
      `IAM Instance Profile "${found.arn}" has no associated IAM Roles`,
    );
  return found;
}

function isNews(call: Call, { id }: FoundInstanceProfile): boolean {
  const { account } = call;
  const row = account
    .table(instanceProfiles)
    .all()
    .find(({ profileId }) => profileId === id);
  const age = account.clock.secondsSince(row?.createdAt ?? 0);
  return age < account.offers(ec2Offers).profileLagSeconds;
}

function groupsOf(call: Call, asked: readonly string[] | undefined, subnet: Subnet): readonly string[] {
  if (asked === undefined || asked.length === 0) {
    const own = call.account.table(securityGroups.table).all();
    return own.filter(({ name, vpcId }) => name === "default" && vpcId === subnet.vpcId).map(({ id }) => id);
  }
  for (const id of asked) {
    if (getRecord(call, securityGroups, id).vpcId === subnet.vpcId) continue;
    const message = `Security group ${id} and subnet ${subnet.id} belong to different networks.`;
    throw new Refusal("InvalidParameter", message);
  }
  return asked;
}

/** The families whose vCPUs are counted together. Source: Service Quotas, "Running On-Demand Standard instances". */
const STANDARD = /^[acdhimrtz]/;

function checkQuota(call: Call, type: string): void {
  const { vcpus } = call.account.offers(ec2Offers).quotas;
  const standing = call.account.table(instances.table).all();
  const used = standing
    .filter(({ deletedAt, instanceType }) => deletedAt === undefined && STANDARD.test(instanceType))
    .reduce((sum, { instanceType }) => sum + vcpusOf(instanceType), 0);
  if (used + vcpusOf(type) <= vcpus) return;
  const message = `You have requested more vCPU capacity than your current vCPU limit of ${vcpus} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`;
  throw new Refusal("VcpuLimitExceeded", message);
}

function checkZone(call: Call, type: string, { zone: name }: Subnet): void {
  const zone = zonesOf(call).find((candidate) => candidate.name === name);
  if (zone === undefined || !isOffered(call, type, zone)) {
    const others = zonesOf(call).filter((candidate) => isOffered(call, type, candidate));
    const message = `Your requested instance type (${type}) is not supported in your requested Availability Zone (${name}). Please retry your request by not specifying an Availability Zone or choosing ${others.map((other) => other.name).join(", ")}.`;
    throw new Refusal("Unsupported", message);
  }
  const full = call.account.offers(ec2Offers).withoutCapacity[name] ?? [];
  if (!full.some((pattern) => fitsPattern(pattern, type))) return;
  const message = `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${name}). Our system will be working on provisioning additional capacity.`;
  throw new Refusal("InsufficientInstanceCapacity", message, { status: 500 });
}
