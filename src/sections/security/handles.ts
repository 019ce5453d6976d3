import type { Ref } from "../../engine/ref.ts";

/** What the security section hands to the sections after it. */
export interface SecurityHandles {
  readonly trailArn: Ref<string>;
}
