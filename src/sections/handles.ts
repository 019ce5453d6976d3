import type { DbHandles } from "./db/handles.ts";
import type { NetworkHandles } from "./network/handles.ts";

/** What each section hands to those after it. */
export interface Handles {
  readonly network?: NetworkHandles;
  readonly db?: DbHandles;
}
