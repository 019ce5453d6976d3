import { GetPolicyCommand } from "@aws-sdk/client-iam";
import type { Aws } from "../../aws/env.ts";
import { orAbsent } from "../type.ts";

/** Whether a managed policy exists. Throws where the credentials may not ask. */
export async function hasManagedPolicy(aws: Aws, arn: string): Promise<boolean> {
  const command = new GetPolicyCommand({ PolicyArn: arn });
  return (await orAbsent(() => aws.safe.iam.send(command)))?.Policy !== undefined;
}
