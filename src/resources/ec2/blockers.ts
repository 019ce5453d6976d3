import { untilSettled } from "../../aws/calls.ts";
import { isAccessDenied, isDependencyViolation } from "../../aws/errors.ts";
import type { Watch } from "../../engine/resource.ts";
import { PlanError } from "../../errors.ts";
import { ignoreAbsent } from "../type.ts";

/** Something that keeps something else from being deleted. */
export interface Blocker {
  readonly id: string;
  /** What it is and when it goes, as part of a sentence. */
  readonly text: string;
  /** Whether AWS removes it without being asked. */
  readonly leavesByItself: boolean;
  /** The command that removes it, where there is one. */
  readonly fix?: string;
}

/** A delete that may have to wait until nothing uses its object any more. */
export interface Removal {
  /** What is deleted, in prose: `subnet subnet-0abc`. */
  readonly what: string;
  /** The delete call; that there is nothing to delete is no error. */
  call(): Promise<unknown>;
  findBlockers(): Promise<readonly Blocker[]>;
  /** Whether a refusal means that something still uses it. @default any dependency violation */
  isUsed?(error: unknown): boolean;
  /** Seconds of the account's time after which a delete that is still refused is given up. */
  readonly budgetSeconds: number;
}

/** Seconds for which even blockers that stay are waited for: interfaces of ended instances look so for a minute or two. */
const STAYING_SECONDS = 180;

/**
 * Deletes something, and repeats that while AWS says that something still uses it. Each blocker seen is reported. Throws a
 * `PlanError` (`StillInUse`) that names the blockers: at the end of the budget, or after three minutes if one of them will
 * not leave by itself.
 */
export async function removeUnused(removal: Removal, watch: Watch): Promise<void> {
  const { budgetSeconds, isUsed = isDependencyViolation } = removal;
  const start = watch.clock.now();
  const attempt = async (): Promise<void> => {
    try {
      await ignoreAbsent(() => removal.call());
    } catch (error) {
      if (!isUsed(error)) throw error;
      const blockers = await findIfAllowed(removal);
      watch.report(toStatus(blockers));
      const isStuck = blockers.some(({ leavesByItself }) => !leavesByItself);
      if (isStuck && watch.clock.secondsSince(start) > STAYING_SECONDS)
        throw stillInUse(removal, blockers, error);
      throw error;
    }
  };
  try {
    await untilSettled(attempt, { isLag: isUsed, budgetSeconds }, watch);
  } catch (error) {
    throw isUsed(error) ? stillInUse(removal, await findIfAllowed(removal), error) : error;
  }
}

/** The blockers only explain; a caller who may not read them must still be able to delete. */
async function findIfAllowed(removal: Removal): Promise<readonly Blocker[]> {
  try {
    return await removal.findBlockers();
  } catch (error) {
    if (isAccessDenied(error)) return [];
    throw error;
  }
}

function toStatus(blockers: readonly Blocker[]): string {
  const [first, ...others] = blockers;
  if (first === undefined) return "still in use";
  return `still used by ${first.id}${others.length === 0 ? "" : ` and ${others.length} more`}`;
}

function stillInUse({ what }: Removal, blockers: readonly Blocker[], cause: unknown): PlanError {
  const named = blockers.map(({ text }) => `${text}.`).join(" ");
  const who = named === "" ? "AWS does not tell by what." : `It is used by: ${named}`;
  return new PlanError({
    code: "StillInUse",
    summary: "Something still uses it",
    detail: `The ${what} cannot be deleted yet. ${who} ${adviceFor(blockers)}`,
    fix: blockers.flatMap(({ fix }) => fix ?? []),
    cause,
  });
}

/** What will not go by itself is not worth a second try. */
function adviceFor(blockers: readonly Blocker[]): string {
  if (blockers.length === 0)
    return "Look for what is in it in AWS's console, and remove that first: it does not go by itself.";
  return blockers.every(({ leavesByItself }) => leavesByItself)
    ? "Run the same command again in some minutes."
    : "Remove what stays, then run the same command again.";
}
