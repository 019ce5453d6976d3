import { OURS } from "../../engine/ownership.ts";
import type { Settings } from "../../sections/index.ts";

/** The `Condition` of a statement: values by key, by operator. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a policy is bound to: the account, its region, and the settings whose names the stack has. */
export interface PolicyPlace {
  readonly partition: string;
  /** Twelve digits, or `*` while it is not known. */
  readonly account: string;
  readonly region: string;
  readonly settings: Settings;
}

/** Some actions, and what they are allowed on. An action may be in several. */
export interface Grant {
  /** What the statement is about, in letters: `Network`. */
  readonly area: string;
  /** IAM's names of the actions. */
  readonly actions: readonly string[];
  /** ARNs, or `*` for what IAM binds to nothing. */
  readonly on: readonly string[];
  readonly under?: Condition;
}

/** Allowed only on what carries the stack's tag. */
export const ours = ({ settings }: PolicyPlace): Condition => ({
  StringEquals: { [`aws:ResourceTag/${OURS.stack}`]: settings.name },
});

/** Allowed only if the request gives what it makes the stack's tag. */
export const marked = ({ settings }: PolicyPlace): Condition => ({
  StringEquals: { [`aws:RequestTag/${OURS.stack}`]: settings.name },
});

/** ARNs of a service's things in the place, by what they end in. */
export const arns = (
  { partition, region, account }: PolicyPlace,
  service: string,
  ...ends: readonly string[]
): string[] => ends.map((end) => `arn:${partition}:${service}:${region}:${account}:${end}`);

/** The same for services that belong to no region. */
export const globalArns = (
  { partition, account }: PolicyPlace,
  service: string,
  ...ends: readonly string[]
): string[] => ends.map((end) => `arn:${partition}:${service}::${account}:${end}`);

/** Actions of one service by their names within it. */
export const of = (service: string, names: readonly string[]): string[] =>
  names.map((name) => `${service}:${name}`);
