import { z } from "zod";
import { nameOfPolicy } from "./managed-policies.ts";

/**
 * Managed policies of a role at most, once the quota is raised, without the two that are always attached. Source: IAM User
 * Guide, "IAM and AWS STS quotas".
 */
const MOST_POLICIES = 18;

const POLICY = /^(arn:aws(-cn|-us-gov)?:iam::aws:policy\/([\w-]{1,64}\/){0,3})?[\w-]{1,128}$/;

const managedPolicies = z
  .array(
    z
      .string({ error: "the name or ARN of a managed policy of AWS" })
      .regex(
        POLICY,
        "the name or ARN of a managed policy of AWS, such as CloudWatchReadOnlyAccess or arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",
      ),
    { error: "a list of names or ARNs" },
  )
  .max(MOST_POLICIES, `at most ${MOST_POLICIES} policies`)
  .superRefine((all, context) => {
    const names = all.map((one) => nameOfPolicy(String(one)));
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index)
        context.addIssue({ code: "custom", path: [index], message: "each policy once", input: all[index] });
  })
  .default([])
  .describe(
    "Managed policies of AWS that the application gets besides its own; the guide's are CloudWatchFullAccess and AmazonMSKFullAccess.",
  );

/** The block `iam` of the settings. Bounds: IAM API reference, AttachRolePolicy. */
export const iamSchema = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
  managedPolicies,
});

export type IamSettings = z.infer<typeof iamSchema>;
