import { createHash } from "node:crypto";
import type { Ref } from "../../engine/ref.ts";
import { dashboard } from "../../resources/cloudwatch/dashboard.ts";
import { metricAlarm } from "../../resources/cloudwatch/metric-alarm.ts";
import type { AwsStack } from "../../resources/index.ts";
import { subscription } from "../../resources/sns/subscription.ts";
import { topic } from "../../resources/sns/topic.ts";
import type { DeclareContext } from "../section.ts";
import type { Settings } from "../settings.ts";
import { type Alarm, alarmsOf } from "./alarms.ts";
import { dashboardBody } from "./dashboard.ts";
import type { MonitoringHandles } from "./handles.ts";

/** Letters of an e-mail address that fit into an address of the stack; a longer one ends in a digest of the whole. */
const LONGEST_IN_ADDRESS = 150;

/** Declares the dashboard, the topic with its subscriptions where somebody is to be notified, and the alarms. */
export function declareMonitoring({ stack, settings }: DeclareContext): MonitoringHandles {
  stack.add(dashboard, "monitoring.dashboard", {
    name: `${settings.displayName}Dashboard`,
    body: dashboardBody(settings),
  });
  const topicArn = declareTopic(stack, settings);
  for (const alarm of alarmsOf(settings)) declareAlarm(stack, settings.name, { alarm, topicArn });
  return { topicArn };
}

function declareTopic(stack: AwsStack, { name, monitoring }: Settings): Ref<string> | undefined {
  if (monitoring.notify.length === 0) return undefined;
  const { arn } = stack.add(topic, "monitoring.topic", { name: `${name}-alarms` }).out;
  for (const endpoint of monitoring.notify)
    stack.add(subscription, `monitoring.subscription.${toKey(endpoint)}`, {
      topicArn: arn,
      protocol: "email",
      endpoint,
    });
  return arn;
}

function declareAlarm(
  stack: AwsStack,
  name: string,
  { alarm, topicArn }: { readonly alarm: Alarm; readonly topicArn: Ref<string> | undefined },
): void {
  const { key, actions, ...props } = alarm;
  stack.add(metricAlarm, `monitoring.alarm.${key}`, {
    name: `${name}-${key}`,
    ...props,
    alarmActions: [...(topicArn === undefined ? [] : [topicArn]), ...actions],
  });
}

/** What an address of the stack cannot hold of an e-mail address is replaced; a digest then tells it from its like. */
function toKey(email: string): string {
  const plain = email.toLowerCase().replace("@", "_at_");
  const key = plain.replace(/[^a-z0-9._-]/g, "-").slice(0, LONGEST_IN_ADDRESS);
  if (key === plain) return key;
  return `${key}-${createHash("sha256").update(plain).digest("hex").slice(0, 7)}`;
}
