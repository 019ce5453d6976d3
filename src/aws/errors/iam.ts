import { type ErrorTable, meaning, setting, TELLINGS } from "./row.ts";

/** Sources: IAM API reference, as the SDK's model of it; IAM user guide, "IAM and AWS STS quotas". */
export const iam: ErrorTable = [
  meaning("absent", ["NoSuchEntity"]),
  meaning("exists", ["EntityAlreadyExists"]),
  meaning("busy", ["ConcurrentModification", "EntityTemporarilyUnmodifiable"]),
  {
    names: ["DeleteConflict"],
    meaning: "in-use",
    told: {
      ...TELLINGS["in-use"],
      means:
        "IAM does not delete what something else still uses: a role in an instance profile, a policy that is attached. Somebody has used it outside this stack.",
      fix: [
        "aws iam list-entities-for-policy --policy-arn ARN",
        "aws iam list-instance-profiles-for-role --role-name NAME",
      ],
    },
  },
  {
    names: ["LimitExceeded"],
    message: /PolicySize/i,
    meaning: "refused",
    told: {
      ...TELLINGS.refused,
      means:
        "The policy is longer than the 6,144 characters that IAM takes. It names every secret, topic and table by itself: use fewer or shorter names in the settings.",
    },
  },
  {
    names: ["LimitExceeded"],
    meaning: "quota",
    told: { ...TELLINGS.quota, fix: ["aws iam get-account-summary"] },
  },
  setting(
    ["MalformedPolicyDocument", "PolicyEvaluation"],
    "IAM does not accept the policy: it has a syntax error, or names someone who does not exist (yet).",
  ),
  setting(
    ["PolicyNotAttachable", "UnmodifiableEntity"],
    "The role or the policy belongs to an AWS service, which alone may change it. Name one of your own in the settings of iam.",
  ),
  setting(
    ["InvalidInput"],
    "Tag keys of roles are compared without case: two of the settings' tags are one to IAM. Rename one.",
    /tag keys/i,
  ),
  setting(
    ["InvalidInput"],
    "IAM does not take a name, a path or an ARN; its own words say which. Correct the settings of iam.",
  ),
];
