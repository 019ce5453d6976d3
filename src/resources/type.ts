import type { Aws } from "../aws/env.ts";
import { isNotFound } from "../aws/errors.ts";
import { type Verdict, VISIBLE_SECONDS, waitFor } from "../aws/waiter.ts";
import type { Condition, Observed, ResourceType, Watch } from "../engine/resource.ts";
import { AmbiguousEnd } from "../errors.ts";

/** A resource type that speaks to AWS. */
export type AwsType<P, A> = ResourceType<P, A, Aws>;

/** Lets TypeScript infer props and attributes of a type from its annotation alone. */
export const resourceType = <P extends object, A extends object>(type: AwsType<P, A>): AwsType<P, A> => type;

/** All elements of all pages. */
export async function collect<Page, Element>(
  pages: AsyncIterable<Page>,
  pick: (page: Page) => readonly Element[] | undefined,
): Promise<Element[]> {
  const elements: Element[] = [];
  for await (const page of pages) elements.push(...(pick(page) ?? []));
  return elements;
}

/** The elements that are there. */
export const present = <T>(elements: readonly (T | undefined)[]): T[] =>
  elements.filter((element) => element !== undefined);

/** The id that a create was answered with. Without one nobody knows what came of it: throws `AmbiguousEnd`. */
export function idFrom(id: string | undefined, operation: string): string {
  if (id !== undefined && id !== "") return id;
  throw new AmbiguousEnd(new Error(`${operation} was answered without an id`));
}

/**
 * Makes a call that ends something; what is not there has ended. Name the codes wherever a call names several objects, as
 * for `isNotFound`.
 */
export async function ignoreAbsent(call: () => Promise<unknown>, ...names: readonly string[]): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isNotFound(error, ...names)) throw error;
  }
}

/** Answers what a read finds, and `undefined` where AWS says that there is no such thing. */
export async function orAbsent<T>(
  read: () => Promise<T>,
  ...names: readonly string[]
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error, ...names)) return undefined;
    throw error;
  }
}

type Seen = Pick<Observed, "condition" | "status" | "reason">;

const STATES: Readonly<Record<Condition, Verdict["state"]>> = {
  pending: "pending",
  standing: "ready",
  leaving: "failed",
  broken: "failed",
};

/** How long {@link waitStanding} waits, and how often it looks. */
export interface Patience {
  /** @default 300 */
  readonly timeoutSeconds?: number;
  /** @default 2 */
  readonly delaySeconds?: number;
}

/**
 * Waits until a read by id shows something and its condition is standing; what is not shown yet counts as pending. Throws
 * as `waitFor` does; what is on its way out counts as broken.
 */
export async function waitStanding(
  read: () => Promise<Seen | undefined>,
  what: string,
  watch: Watch,
  patience: Patience = {},
): Promise<void> {
  const { timeoutSeconds = VISIBLE_SECONDS, delaySeconds = 2 } = patience;
  const judge = (seen: Seen | undefined): Verdict =>
    seen === undefined
      ? { state: "pending", status: "not visible yet" }
      : { state: STATES[seen.condition], status: seen.status, reason: seen.reason };
  await waitFor({ what, read, judge, timeoutSeconds, delaySeconds }, watch);
}
