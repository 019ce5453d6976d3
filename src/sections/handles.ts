import type { CacheHandles } from "./cache/handles.ts";
import type { CostHandles } from "./cost/handles.ts";
import type { DbHandles } from "./db/handles.ts";
import type { DeployHandles } from "./deploy/handles.ts";
import type { IamHandles } from "./iam/handles.ts";
import type { KafkaHandles } from "./kafka/handles.ts";
import type { MonitoringHandles } from "./monitoring/handles.ts";
import type { NetworkHandles } from "./network/handles.ts";
import type { ScaleHandles } from "./scale/handles.ts";
import type { SecurityHandles } from "./security/handles.ts";

/** What each section hands to those after it. */
export interface Handles {
  readonly network?: NetworkHandles;
  readonly db?: DbHandles;
  readonly cache?: CacheHandles;
  readonly kafka?: KafkaHandles;
  readonly monitoring?: MonitoringHandles;
  readonly iam?: IamHandles;
  readonly deploy?: DeployHandles;
  readonly scale?: ScaleHandles;
  readonly cost?: CostHandles;
  readonly security?: SecurityHandles;
}
