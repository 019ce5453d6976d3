import type { MonthlyCost } from "./amounts.ts";

/** Where a plan would be carried out. */
export interface AccountHeader {
  readonly accountId: string;
  readonly alias?: string;
  readonly region: string;
  /** The AWS profile, if one was chosen. */
  readonly profile?: string;
  readonly stack: string;
  readonly sandbox: boolean;
}

/** One place where we do otherwise than the guide. */
export interface Deviation {
  /** The guide's own heading, such as `Database Setup 2`. */
  readonly step: string;
  /** What the guide says. */
  readonly guide: string;
  /** What we do. */
  readonly ours: string;
  readonly reason: string;
}

/** What a plan does not know of itself but a reader of it must. */
export interface PlanContext {
  readonly account: AccountHeader;
  readonly deviations: readonly Deviation[];
  /** What the stack costs each month once the plan is carried out. */
  readonly cost: MonthlyCost | undefined;
}
