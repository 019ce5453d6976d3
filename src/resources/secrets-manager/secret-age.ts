import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Aws } from "../../aws/env.ts";
import { orAbsent } from "../type.ts";

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Whole days since a secret was changed, or made; `undefined` where it is gone. */
export async function findSecretAge(aws: Aws, nameOrArn: string): Promise<number | undefined> {
  const command = new DescribeSecretCommand({ SecretId: nameOrArn });
  const told = await orAbsent(() => aws.safe.secretsManager.send(command));
  const since = told?.LastChangedDate ?? told?.CreatedDate;
  return since === undefined ? undefined : Math.floor((aws.clock.now() - since.getTime()) / DAY_MILLISECONDS);
}
