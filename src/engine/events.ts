import type { Plan } from "./plan-item.ts";
import type { Address } from "./ref.ts";

/** What is being done to a resource. */
export type StepKind = "create" | "update" | "delete";

/** What the engine tells while it works; views and tests listen, the engine never prints. */
export type EngineEvent =
  | { readonly event: "plan"; readonly plan: Plan }
  | {
      readonly event: "start";
      readonly address: Address;
      readonly action: StepKind;
      readonly typicalSeconds: number;
    }
  | { readonly event: "status"; readonly address: Address; readonly status: string }
  | {
      readonly event: "done";
      readonly address: Address;
      readonly action: StepKind;
      /** Seconds of the account's time. */
      readonly seconds: number;
      readonly note?: string;
    }
  | {
      readonly event: "failed";
      readonly address: Address;
      /** `read` where it was not begun, since AWS did not let it be looked at. */
      readonly action: StepKind | "read";
      readonly error: unknown;
    }
  | { readonly event: "skipped"; readonly address: Address; readonly because: Address }
  | { readonly event: "notice"; readonly text: string; readonly address?: Address }
  | { readonly event: "summary"; readonly summary: Summary };

/** How a run ended. */
export interface Summary {
  readonly outcome: "done" | "failed" | "interrupted";
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly failed: readonly Address[];
  readonly skipped: readonly Address[];
  /** Not begun, or given up, because the run was interrupted. */
  readonly unfinished: readonly Address[];
  /** Seconds of the account's time from first to last step. */
  readonly seconds: number;
}

export type Emit = (event: EngineEvent) => void;
