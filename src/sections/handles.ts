import type { CacheHandles } from "./cache/handles.ts";
import type { DbHandles } from "./db/handles.ts";
import type { KafkaHandles } from "./kafka/handles.ts";
import type { NetworkHandles } from "./network/handles.ts";

/** What each section hands to those after it. */
export interface Handles {
  readonly network?: NetworkHandles;
  readonly db?: DbHandles;
  readonly cache?: CacheHandles;
  readonly kafka?: KafkaHandles;
}
