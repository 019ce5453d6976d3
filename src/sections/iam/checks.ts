import { hasManagedPolicy } from "../../resources/iam/managed-policies.ts";
import type { CheckContext, SettingProblem } from "../section.ts";
import { arnOfPolicy } from "./managed-policies.ts";

const KEY = "iam.managedPolicies";

/** Managed policies of the settings that this account's partition does not have; those attached already need no look. */
export async function checkIam(context: CheckContext): Promise<readonly SettingProblem[]> {
  const { settings, observation } = context;
  const attachments = observation.get("iam/role-policy-attachment") ?? [];
  const attached = new Set(attachments.map(({ props }) => props.policyArn));
  const asked = settings.iam.managedPolicies.map((value, index) => ({ value, key: `${KEY}.${index}` }));
  const found = asked.map(async ({ value, key }) => {
    const arn = arnOfPolicy(value, context.env.partition);
    return attached.has(arn) ? [] : checkPolicy(context, arn, { value, key });
  });
  return (await Promise.all(found)).flat();
}

async function checkPolicy(
  { env }: CheckContext,
  arn: string,
  place: Pick<SettingProblem, "key" | "value">,
): Promise<SettingProblem[]> {
  const partition = arn.split(":")[1];
  if (partition !== env.partition)
    return [
      {
        ...place,
        text: `it is of the partition ${partition}`,
        allowed: `the policy's name, or its ARN in ${env.partition}`,
      },
    ];
  // Where IAM may not be asked, the attachment itself tells.
  if (await hasManagedPolicy(env, arn).catch(() => true)) return [];
  return [{ ...place, text: "AWS has no managed policy of this name", allowed: "one that AWS lists" }];
}
