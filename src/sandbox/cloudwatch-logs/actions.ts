import type { NeedRule, SandboxService } from "../service.ts";
import { groupArn } from "./tag.ts";

/** An action on the log group that the request names; with `:*`, as policies write it but for tags. */
const on =
  (action: string): NeedRule =>
  (input, call) => [
    { action: `logs:${action}`, resource: `${groupArn(call, String(input.logGroupName ?? ""))}:*` },
  ];

/** Tags at the create ask for one more action. Source: CloudWatch Logs API reference, CreateLogGroup, tags. */
const tagging: NeedRule = (input, call) =>
  Object.keys(input.tags ?? {}).length === 0
    ? []
    : [{ action: "logs:TagResource", resource: groupArn(call, String(input.logGroupName ?? "")) }];

/**
 * What IAM wants for CloudWatch Logs' calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon CloudWatch Logs".
 */
export const needs: SandboxService["needs"] = {
  CreateLogGroup: [on("CreateLogGroup"), tagging],
  DescribeLogGroups: [{ action: "logs:DescribeLogGroups" }],
  DeleteLogGroup: [on("DeleteLogGroup")],
  PutRetentionPolicy: [on("PutRetentionPolicy")],
  DeleteRetentionPolicy: [on("DeleteRetentionPolicy")],
  TagResource: [{ action: "logs:TagResource", resource: "{resourceArn}" }],
  UntagResource: [{ action: "logs:UntagResource", resource: "{resourceArn}" }],
  ListTagsForResource: [{ action: "logs:ListTagsForResource", resource: "{resourceArn}" }],
};
