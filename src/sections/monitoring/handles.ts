import type { Ref } from "../../engine/ref.ts";

/** What monitoring hands to the sections after it. */
export interface MonitoringHandles {
  /** ARN of the topic that alarms notify; `undefined` where nobody is to be notified. */
  readonly topicArn: Ref<string> | undefined;
}
