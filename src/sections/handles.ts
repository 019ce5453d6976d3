import type { DbHandles } from "./db/resources.ts";
import type { NetworkHandles } from "./network/resources.ts";

/** What each section hands to those after it. */
export interface Handles {
  readonly network?: NetworkHandles;
  readonly db?: DbHandles;
}
