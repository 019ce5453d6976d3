import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";

/** What the database hands to the sections after it. */
export interface DbHandles {
  readonly endpoint: Ref<string>;
  readonly port: Ref<number>;
  readonly secretArn: Ref<string>;
  readonly instance: Handle<unknown>;
}
