import type { FlashsaleError } from "../errors.ts";
import type { Change } from "./change.ts";
import type { Address } from "./ref.ts";
import type { AnyType, Observed, Stuck } from "./resource.ts";

/** What a plan does with a resource. */
export type Action = "create" | "update" | "replace" | "delete" | "no-op";

/** One resource in a plan. */
export interface PlanItem {
  readonly address: Address;
  readonly type: string;
  readonly title: string;
  readonly action: Action;
  /** Why, in a sentence part: `not there yet`, `settings changed`, `interrupted create is carried on`. */
  readonly reason: string;
  readonly changes: readonly Change[];
  /** The props that force a replace. */
  readonly forcedBy: readonly string[];
  /** The props whose change interrupts service. */
  readonly outage: readonly string[];
  /** These have no maintenance window: they interrupt service when they are sent. */
  readonly outageAtOnce?: true;
  readonly needs: readonly Address[];
  readonly id?: string;
  readonly name?: string;
  /** Name of the final snapshot that a delete leaves. */
  readonly snapshot?: string;
  readonly holdsData: boolean;
  /** Made by someone else and taken over; survives `destroy`. */
  readonly adopted: boolean;
  /** Deletes it although AWS made it known under no address of ours. */
  readonly stray?: true;
  readonly typicalSeconds: number;
  /** AWS's status word, where it was observed. */
  readonly status?: string;
  /** AWS lists it as broken; the reason in its words. */
  readonly broken?: string;
  /** Turns an unfinished replacement round, since what it would replace is wanted again. */
  readonly givesUp?: true;
  /** Props that differ since others added to them; they stay. */
  readonly added?: readonly string[];
  /** What it does not leave by itself. */
  readonly stuck?: Stuck;
}

/** Something that keeps a plan from being carried out, told before the first mutating call. */
export interface PlanProblem {
  readonly code: "DataStoreGuarded" | "NotOurs" | "OtherState" | "TwoMatches" | "QuotaTooLow" | "Stuck";
  readonly address: Address;
  readonly text: string;
  readonly ways: readonly string[];
  /** The state file that made what stands in the way, where that is the problem. */
  readonly lineage?: string;
}

/** What a plan does without, since AWS did not let it be read, or something that it needs or that may need it. */
export interface LeftOut {
  /** Of a resource, or the key of a lookup. */
  readonly address: Address;
  /** What could not be read; itself, where it is that. */
  readonly because: Address;
  /** Why it could not be read; absent for what only depends on such. */
  readonly refusal?: FlashsaleError;
  /** What would be done as far as anybody knows; absent for a lookup. */
  readonly item?: PlanItem;
}

/** What would change, as plain data; the order is that of the declarations. */
export interface Plan {
  readonly items: readonly PlanItem[];
  /** Items outside the asked section that differ too; left alone. */
  readonly others: readonly PlanItem[];
  /** @default nothing */
  readonly leftOut?: readonly LeftOut[];
  readonly problems: readonly PlanProblem[];
  readonly notices: readonly string[];
  /** Longest chain of steps, from first to last, and its seconds. */
  readonly criticalPath: { readonly addresses: readonly Address[]; readonly seconds: number };
}

/** An item with what only the running process needs to carry it out. */
export interface Work<Env> {
  readonly item: PlanItem;
  readonly type: AnyType<Env>;
  /** Props with references; absent for deletes. */
  readonly input?: unknown;
  readonly observed?: Observed;
}

/** Whether a plan changes anything. */
export const isEmpty = (plan: Plan): boolean => plan.items.every((item) => item.action === "no-op");

/** Whether AWS let nothing at all be read that a plan is about. */
export const isDark = ({ items, leftOut = [] }: Plan): boolean => items.length === 0 && leftOut.length > 0;
