import type { NeedRow, SandboxService } from "../service.ts";

const FAMILY = "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:*";

const passRole = (member: string): NeedRow => ({
  action: "iam:PassRole",
  resource: `{${member}}`,
  when: member,
});

/**
 * What IAM wants. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic
 * Container Service".
 */
export const needs: SandboxService["needs"] = {
  RegisterTaskDefinition: [
    { action: "ecs:RegisterTaskDefinition", resource: FAMILY },
    { action: "ecs:TagResource", resource: FAMILY, when: "tags" },
    passRole("executionRoleArn"),
    passRole("taskRoleArn"),
  ],
  DescribeTaskDefinition: [{ action: "ecs:DescribeTaskDefinition" }],
};
