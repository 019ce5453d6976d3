import { DescribeKeyPairsCommand } from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";

/** Whether this region has a key pair of this name. */
export async function hasKeyPair(aws: Aws, name: string): Promise<boolean> {
  try {
    const { KeyPairs } = await aws.safe.ec2.send(new DescribeKeyPairsCommand({ KeyNames: [name] }));
    return (KeyPairs ?? []).length > 0;
  } catch (error) {
    if (isNotFound(error, "InvalidKeyPair.NotFound")) return false;
    throw error;
  }
}
