import { findArchitecture } from "../../resources/ec2/instance-architecture.ts";
import { findZonesWith } from "../../resources/ec2/instance-offerings.ts";
import { hasKeyPair } from "../../resources/ec2/key-pairs.ts";
import { ROOT_DEVICE } from "../../resources/ec2/launch-template-data.ts";
import { findMachineImage, type MachineImage } from "../../resources/ec2/machine-images.ts";
import { answerOf, type CheckContext, type SettingProblem } from "../section.ts";
import { zonesOf } from "../zones.ts";
import { AMI_KEY, type Ami, amiOf } from "./lookups.ts";

/** What EC2 would refuse at a launch: a key pair or image that is not there, a type that a zone lacks or that cannot run the image. */
export async function checkDeploy(context: CheckContext): Promise<readonly SettingProblem[]> {
  const problems = await Promise.all([checkKeyPair(context), checkType(context), checkImage(context)]);
  return problems.flat();
}

async function checkKeyPair({ env, settings }: CheckContext): Promise<SettingProblem[]> {
  const { keyName: value } = settings.deploy;
  // Where EC2 may not be asked, the launch tells.
  if (value === undefined || (await hasKeyPair(env, value).catch(() => true))) return [];
  const allowed = "a key pair of this region, or left out";
  return [{ key: "deploy.keyName", value, allowed, text: "there is no such key pair" }];
}

/** Whether a template stands with the type already: it was offered once. */
const isInUse = ({ settings, observation }: CheckContext): boolean =>
  (observation.get("ec2/launch-template") ?? []).some(
    ({ props, condition }) => condition === "standing" && props.instanceType === settings.deploy.instanceType,
  );

async function checkType(context: CheckContext): Promise<SettingProblem[]> {
  const { env, settings } = context;
  const { instanceType: value } = settings.deploy;
  if (isInUse(context)) return [];
  const zones = zonesOf(context, "applicationSubnetIds");
  const having = await findZonesWith(env, value).catch(() => zones);
  const lacking = zones.filter((zone) => !having.includes(zone));
  if (lacking.length === 0) return [];
  const text =
    having.length === 0 ? `${settings.region} does not offer it` : `${lacking.join(", ")} does not offer it`;
  const allowed = `an instance type of ${zones.join(", ")}`;
  return [{ key: "deploy.instanceType", value, allowed, text }];
}

/** Asked only of an image that no template of ours has yet: what stands goes on. */
async function checkImage(context: CheckContext): Promise<SettingProblem[]> {
  const { env, settings, answers, observation } = context;
  const { amiId, instanceType, rootVolumeGib } = settings.deploy;
  const imageId = amiOf(settings, answers);
  const isStanding = (observation.get("ec2/launch-template") ?? []).some(
    ({ name, props }) =>
      name === `${settings.name}-app` &&
      props.imageId === imageId &&
      props.instanceType === instanceType &&
      isOfSize(props.rootVolume, rootVolumeGib),
  );
  // Where AWS does not tell which image it is, there is none to judge.
  if (typeof imageId !== "string" || isStanding) return [];
  const asked = { key: amiId === undefined ? AMI_KEY : "deploy.amiId", value: imageId };
  const found = await findMachineImage(env, imageId).catch(() => "untold" as const);
  if (found === "untold") return [];
  const architecture =
    answerOf<Ami>(answers, AMI_KEY)?.architecture ?? (await findArchitecture(env, instanceType));
  const reason = imageReason(found, architecture, instanceType);
  const { rootGib = 0 } = found ?? {};
  const small = { key: "deploy.rootVolumeGib", value: rootVolumeGib, allowed: `at least ${rootGib}` };
  return [
    ...(reason === undefined ? [] : [{ ...asked, ...reason }]),
    ...(rootVolumeGib >= rootGib
      ? []
      : [{ ...small, text: `the image ${imageId} starts from a volume of ${rootGib} GiB` }]),
  ];
}

/** A volume of which nothing is told is taken for the right one. */
const isOfSize = (volume: unknown, gib: number): boolean =>
  ((volume as { readonly sizeGib?: number } | undefined)?.sizeGib ?? gib) === gib;

function imageReason(
  image: MachineImage | undefined,
  architecture: string,
  instanceType: string,
): Pick<SettingProblem, "allowed" | "text"> | undefined {
  const allowed = `an Amazon Linux 2023 image of this region for ${architecture}; left out, the newest (up --upgrade ${AMI_KEY})`;
  if (image === undefined) return { allowed, text: "this region has no such image" };
  if (image.state !== "available") return { allowed, text: `the image is ${image.state}` };
  if (image.architecture !== architecture)
    return { allowed, text: `the image is for ${image.architecture}, ${instanceType} is ${architecture}` };
  if (image.rootDevice === ROOT_DEVICE) return undefined;
  return {
    allowed,
    text: `the image starts from ${image.rootDevice}, Amazon Linux 2023 from ${ROOT_DEVICE}`,
  };
}
