import { toArn } from "../operation.ts";
import type { NeedRule, SandboxService } from "../service.ts";

const TOPIC = "{TopicArn}";

/** The topic of a subscription's ARN: what comes before its last part. */
const onTopicOf =
  (action: string): NeedRule =>
  (input) => [{ action, resource: String(input.SubscriptionArn ?? "*").replace(/:[^:]*$/, "") }];

/** A topic that is to be made has its name only. */
const onNamed =
  (action: string, when?: string): NeedRule =>
  (input, call) => {
    const isAsked = when === undefined || (Array.isArray(input[when]) && input[when].length > 0);
    return isAsked ? [{ action, resource: toArn(call, "sns", String(input.Name ?? "")) }] : [];
  };

/**
 * What IAM wants for SNS's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon
 * SNS"; for tags at the create, SNS Developer Guide, "Amazon SNS topic tagging".
 */
export const needs: SandboxService["needs"] = {
  CreateTopic: [onNamed("sns:CreateTopic"), onNamed("sns:TagResource", "Tags")],
  DeleteTopic: [{ action: "sns:DeleteTopic", resource: TOPIC }],
  GetTopicAttributes: [{ action: "sns:GetTopicAttributes", resource: TOPIC }],
  ListTopics: [{ action: "sns:ListTopics" }],
  Subscribe: [{ action: "sns:Subscribe", resource: TOPIC }],
  Unsubscribe: [onTopicOf("sns:Unsubscribe")],
  ListSubscriptionsByTopic: [{ action: "sns:ListSubscriptionsByTopic", resource: TOPIC }],
  GetSubscriptionAttributes: [onTopicOf("sns:GetSubscriptionAttributes")],
  TagResource: [{ action: "sns:TagResource", resource: "{ResourceArn}" }],
  UntagResource: [{ action: "sns:UntagResource", resource: "{ResourceArn}" }],
  ListTagsForResource: [{ action: "sns:ListTagsForResource", resource: "{ResourceArn}" }],
};
