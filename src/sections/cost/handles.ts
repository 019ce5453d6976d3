import type { Ref } from "../../engine/ref.ts";

/** What the cost section hands to the sections after it. */
export interface CostHandles {
  /** Name of the budget. */
  readonly budgetName: Ref<string>;
}
