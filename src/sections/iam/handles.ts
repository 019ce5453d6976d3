import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";

/** What IAM hands to the sections after it. */
export interface IamHandles {
  readonly instanceProfileName: Ref<string>;
  readonly instanceProfileArn: Ref<string>;
  readonly roleName: Ref<string>;
  readonly roleArn: Ref<string>;
  /** What must stand before an instance may do what it does: the role in its profile, the policies on the role. */
  readonly before: readonly Handle<unknown>[];
}
