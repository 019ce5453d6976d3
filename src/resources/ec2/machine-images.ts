import { DescribeImagesCommand } from "@aws-sdk/client-ec2";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";
import { incompleteAnswer } from "../../aws/incomplete.ts";
import type { Architecture } from "./instance-architecture.ts";

/** Where Amazon publishes its newest images. Source: AL2023 User Guide, "Launching AL2023 using the SSM parameter". */
const parameterOf = (architecture: Architecture): string =>
  `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;

/** The id of the newest Amazon Linux 2023 image for a processor. Throws when Systems Manager names none. */
export async function findAmazonLinux(aws: Aws, architecture: Architecture): Promise<string> {
  const name = parameterOf(architecture);
  const { Parameter: found } = await aws.safe.ssm.send(new GetParameterCommand({ Name: name }));
  const id = found?.Value;
  if (id?.startsWith("ami-")) return id;
  throw incompleteAnswer("SSM", "GetParameter", `an image: the public parameter ${name} names no image`);
}

/** What counts of an image. */
export interface MachineImage {
  readonly architecture: string;
  readonly state: string;
  /** The device that an instance starts from. */
  readonly rootDevice: string;
  /** GiB of the volume that it starts from; a volume made from it cannot be smaller. Absent where EC2 does not tell. */
  readonly rootGib?: number;
}

/** What EC2 tells of an image; `undefined` for one that this region does not have or that is not shared with the account. */
export async function findMachineImage(aws: Aws, imageId: string): Promise<MachineImage | undefined> {
  try {
    const { Images } = await aws.safe.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    const [found] = Images ?? [];
    if (found === undefined) return undefined;
    const { Architecture = "", State = "", RootDeviceName = "" } = found;
    const root = found.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === RootDeviceName);
    const rootGib = root?.Ebs?.VolumeSize;
    return {
      architecture: Architecture,
      state: State,
      rootDevice: RootDeviceName,
      ...(rootGib === undefined ? {} : { rootGib }),
    };
  } catch (error) {
    if (isNotFound(error, "InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidAMIID.Malformed"))
      return undefined;
    throw error;
  }
}
