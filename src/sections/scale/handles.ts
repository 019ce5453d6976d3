import type { Ref } from "../../engine/ref.ts";

/** What scaling hands to the sections after it. */
export interface ScaleHandles {
  /** DNS name of the load balancer. */
  readonly endpoint: Ref<string>;
  readonly targetGroupArn: Ref<string>;
  readonly groupName: Ref<string>;
}
