import { DescribeInstanceTypesCommand } from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";

/** A kind of processor, as EC2 and Amazon Linux name it. */
export type Architecture = "x86_64" | "arm64";

/**
 * The processor of an instance type by its name: Graviton's families have a `g` after the generation, such as `m7g`, but for
 * the first one, `a1`. Source: EC2 Instance Types Guide, "Naming conventions".
 */
export const architectureByName = (instanceType: string): Architecture =>
  /^([a-z]+\d+g|a1\.)/.test(instanceType) ? "arm64" : "x86_64";

/** The processor of an instance type as EC2 tells it, by its name where EC2 does not tell. */
export async function findArchitecture(aws: Aws, instanceType: string): Promise<Architecture> {
  const command = new DescribeInstanceTypesCommand({ InstanceTypes: [instanceType as never] });
  // Neither a caller without this permission nor a type that EC2 does not know stops here: the launch judges.
  const answer = await aws.safe.ec2.send(command).catch(() => undefined);
  const told = answer?.InstanceTypes?.[0]?.ProcessorInfo?.SupportedArchitectures ?? [];
  const known = (["x86_64", "arm64"] as const).find((one) => told.includes(one));
  return known ?? architectureByName(instanceType);
}
