import type { Tags } from "../account.ts";
import { type Call, newId } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import { ROOT_DEVICE } from "./image.ts";
import { type Placement, placeInstance } from "./instance-placement.ts";
import type { LaunchRequest } from "./launch-request.ts";
import { findTemplate, type TemplateName } from "./launch-template-name.ts";
import { checkUserData, getVersion } from "./launch-template-version.ts";
import { addNetworkInterface } from "./network-interface.ts";
import { ec2Offers } from "./offers.ts";
import { type Instance, instances, type RootVolume } from "./tables.ts";
import { mergeTags } from "./tagging.ts";

/** Members that the sandbox knows; any other is refused by name. */
const KNOWN: readonly string[] = [
  "ImageId",
  "InstanceType",
  "KeyName",
  "SecurityGroupIds",
  "UserData",
  "BlockDeviceMappings",
  "MetadataOptions",
  "DisableApiTermination",
  "SubnetId",
  "IamInstanceProfile",
  "TagSpecifications",
];

/** One instance to be. */
export interface Launch {
  readonly request: LaunchRequest;
  readonly template?: { readonly id: string; readonly version: number } | undefined;
  /** Tags of the instance over those of the request. */
  readonly tags?: Tags;
  /** Id of the call that launches it; several instances may share one. */
  readonly reservationId?: string;
  readonly clientToken?: string | undefined;
}

/** What a template says of the instances that it is for. */
export function templateRequest(
  call: Call,
  specification: TemplateName & { Version?: string | undefined },
): { request: LaunchRequest; template: { id: string; version: number } } {
  const template = findTemplate(call, specification);
  const { number, data } = getVersion(template, specification.Version);
  for (const member of Object.keys(data)) {
    if (!KNOWN.includes(member)) throw new SandboxError(`sandbox launches nothing with ${member}`);
  }
  return { request: data as LaunchRequest, template: { id: template.id, version: number } };
}

/** Makes one instance. Throws EC2's refusals before anything is made. */
export function launch(call: Call, { request, template, ...made }: Launch): Instance {
  checkUserData(request.UserData);
  const place = placeInstance(call, request);
  const id = newId("i");
  const publicIp = place.givesPublicIp ? { publicIp: inventAddress(id) } : {};
  const networkInterface = addNetworkInterface(call, {
    subnetId: place.subnet.id,
    groupIds: place.groupIds,
    description: "",
    instance: { id, tags: tagsOf(request, "network-interface"), ...publicIp },
  });
  return call.account.table(instances.table).insert({
    id,
    createdAt: call.account.clock.now(),
    reservationId: made.reservationId ?? newId("r"),
    ...(made.clientToken === undefined ? {} : { clientToken: made.clientToken }),
    ...describePlace(call, place),
    networkInterfaceId: networkInterface.id,
    privateIp: networkInterface.privateIp,
    ...publicIp,
    ...(request.KeyName === undefined ? {} : { keyName: request.KeyName }),
    ...(request.UserData === undefined ? {} : { userData: request.UserData }),
    ...(template === undefined ? {} : { template }),
    rootVolume: rootVolumeOf(request),
    metadataTokens: request.MetadataOptions?.HttpTokens ?? "optional",
    metadataHops: request.MetadataOptions?.HttpPutResponseHopLimit ?? 1,
    terminationProtection: request.DisableApiTermination ?? false,
    tags: { ...tagsOf(request, "instance"), ...made.tags, ...templateTags(template) },
  });
}

/** AWS's own tags on what a template made. */
const templateTags = (template: Launch["template"]): Tags =>
  template === undefined
    ? {}
    : {
        "aws:ec2launchtemplate:id": template.id,
        "aws:ec2launchtemplate:version": String(template.version),
      };

function describePlace(call: Call, { image, type, subnet, groupIds, profile }: Placement) {
  const dropped = call.account.offers(ec2Offers).dropsProfiles;
  const held =
    profile === undefined || dropped
      ? {}
      : { profile: { arn: profile.arn, id: profile.id, associationId: newId("iip-assoc") } };
  return {
    imageId: image.id,
    instanceType: type,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    zone: subnet.zone,
    groupIds,
    ...held,
  };
}

/** Tags that a request gives to one kind of what it makes. */
function tagsOf({ TagSpecifications: all = [] }: LaunchRequest, kind: string): Tags {
  const own = all.filter(({ ResourceType }) => ResourceType === kind);
  return mergeTags(
    {},
    own.flatMap(({ Tags = [] }) => Tags),
  );
}

/** The volume to start from: the image's 8 GiB gp3, with what the request says of that device over it. */
function rootVolumeOf(request: LaunchRequest): RootVolume {
  const asked = (request.BlockDeviceMappings ?? []).find(({ DeviceName }) => DeviceName === ROOT_DEVICE)?.Ebs;
  return {
    id: newId("vol"),
    device: ROOT_DEVICE,
    sizeGib: asked?.VolumeSize ?? 8,
    type: asked?.VolumeType ?? "gp3",
    encrypted: asked?.Encrypted ?? false,
    tags: tagsOf(request, "volume"),
  };
}

/** A public address that follows from an id. Source of the block: RFC 5737, for examples. */
const inventAddress = (id: string): string => `203.0.113.${Number.parseInt(id.slice(-2), 16) || 1}`;
