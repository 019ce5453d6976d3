import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";

/** What the cache hands to the sections after it. */
export interface CacheHandles {
  readonly endpoint: Ref<string>;
  readonly port: Ref<number>;
  /** ARN of the secret that holds the AUTH token. */
  readonly secretArn: Ref<string>;
  readonly replicationGroup: Handle<unknown>;
}
