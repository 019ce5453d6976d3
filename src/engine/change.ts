import type { Address } from "./ref.ts";

/** One prop that is to change. */
export interface Change<P = Record<string, unknown>> {
  readonly prop: Extract<keyof P, string>;
  readonly from: unknown;
  /** Absent while it waits for other resources. */
  readonly to: unknown;
  /** Keys to remove, for props of which only our keys count. */
  readonly dropped?: readonly string[];
  /** The resources whose making decides the new value. */
  readonly after?: readonly Address[];
  readonly cause: ChangeCause;
}

/** Why a prop is to change: the settings differ from what was last sent, AWS differs from it, or a resource will. */
export type ChangeCause = "settings" | "drift" | "resource";
