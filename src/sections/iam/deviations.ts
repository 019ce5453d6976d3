import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { nameOfPolicy, SESSIONS } from "./managed-policies.ts";

const STEP = "IAM Roles and Permissions 1";

/** What the guide's managed policies allow beyond what the application does. Source: AWS Managed Policy Reference. */
const TOO_MUCH: Readonly<Record<string, string>> = {
  CloudWatchFullAccess: "every metric, alarm, dashboard and log group of the account, to be deleted too",
  CloudWatchFullAccessV2: "every metric, alarm, dashboard and log group of the account, to be deleted too",
  AmazonMSKFullAccess: "every Kafka cluster of the account, to be deleted too",
};

/** Where the permissions differ from the guide, and why. */
export function iamDeviations({ displayName, iam }: Settings): Deviation[] {
  return [
    {
      step: STEP,
      guide: "a role used as instance profile",
      ours: `an instance profile ${displayName}AppRole that holds the role`,
      reason: "a role made through the API brings no profile, and instances take only a profile",
    },
    {
      step: STEP,
      guide: "full-access managed policies",
      ours: describePolicies(iam.managedPolicies),
      reason: "CloudWatchFullAccess and AmazonMSKFullAccess let the application delete what it uses",
    },
    {
      step: "IAM Roles and Permissions 2",
      guide: "a custom policy never attached",
      ours: `${displayName}AppPolicy attached to the role`,
      reason: "a policy that is attached to nothing allows nothing",
    },
    {
      step: "IAM Roles and Permissions 2",
      guide: "metrics of any namespace, and neither image, secrets nor logs",
      ours: `metrics of the namespace ${displayName}, the image, the application's secrets, its log group`,
      reason: "the application publishes into one namespace only, and cannot start without the rest",
    },
  ];
}

/** The policies of the settings are the user's own choice: what is too much in them is told each time. */
function describePolicies(asked: readonly string[]): string {
  const names = asked.map(nameOfPolicy).filter((name) => name !== SESSIONS);
  if (names.length === 0) return `a policy with what the application does, and ${SESSIONS} for sessions`;
  const told = names.map((name) => {
    const more = TOO_MUCH[name];
    return more === undefined ? name : `${name} (allows ${more})`;
  });
  return `as iam.managedPolicies asks, beside a policy with what the application does: ${told.join(", ")}`;
}
