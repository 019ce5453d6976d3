import type { NeedRow, SandboxService } from "../service.ts";

const on = (action: string): NeedRow => ({
  action: `ecr:${action}`,
  resource: "arn:{partition}:ecr:{region}:{account}:repository/{repositoryName}",
});

const onArn = (action: string): NeedRow => ({ action: `ecr:${action}`, resource: "{resourceArn}" });

/** What IAM wants. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon ECR". */
export const needs: SandboxService["needs"] = {
  BatchDeleteImage: [on("BatchDeleteImage")],
  CreateRepository: [on("CreateRepository"), { ...on("TagResource"), when: "tags" }],
  DeleteLifecyclePolicy: [on("DeleteLifecyclePolicy")],
  DeleteRepository: [on("DeleteRepository")],
  DescribeImages: [on("DescribeImages")],
  DescribeRepositories: [
    {
      action: "ecr:DescribeRepositories",
      resource: "arn:{partition}:ecr:{region}:{account}:repository/{repositoryNames}",
    },
  ],
  GetAuthorizationToken: [{ action: "ecr:GetAuthorizationToken" }],
  GetLifecyclePolicy: [on("GetLifecyclePolicy")],
  ListImages: [on("ListImages")],
  ListTagsForResource: [onArn("ListTagsForResource")],
  PutImage: [on("PutImage")],
  PutImageScanningConfiguration: [on("PutImageScanningConfiguration")],
  PutImageTagMutability: [on("PutImageTagMutability")],
  PutLifecyclePolicy: [on("PutLifecyclePolicy")],
  TagResource: [onArn("TagResource")],
  UntagResource: [onArn("UntagResource")],
};
