import type { SandboxClock } from "./clock.ts";
import { fitsPattern } from "./pattern.ts";
import { Refusal } from "./refusal.ts";

/**
 * A refusal on demand. Each distinct input of the operation is counted by itself, so that `times: 1` refuses the first try of
 * every resource and lets its repeat through. Without `times` and `seconds` it is refused for ever.
 */
export interface RehearsedRefusal {
  /** `CreateListener`, or with its service `EC2.CreateTags`; `*` and `?` are wildcards. */
  readonly operation: string;
  /** The SDK's name of the error, or the wire's. */
  readonly error: string;
  readonly message?: string;
  /** HTTP status, where the service's model has none for this error. @default 400 */
  readonly status?: number;
  /** How many tries of one input are refused. */
  readonly times?: number;
  /** Simulated seconds, from the first refused try of one input, in which it is refused. */
  readonly seconds?: number;
  /** How many tries of one input are let through first. @default 0 */
  readonly after?: number;
}

/** What a refusal is asked about. */
export interface Tried {
  /** The client's id: `EC2`. */
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

type Clock = Pick<SandboxClock, "now" | "secondsSince">;

/** Makes the check that throws the refusals that are due; it counts for as long as the process lives. */
export function createRehearsal(refusals: readonly RehearsedRefusal[], clock: Clock): (tried: Tried) => void {
  const counted = refusals.map((refusal) => ({ refusal, isDue: countTries(refusal, clock) }));
  return (tried) => {
    const key = toKey(tried);
    for (const { refusal, isDue } of counted) {
      if (!concerns(refusal, tried) || !isDue(key)) continue;
      throw new Refusal(refusal.error, refusal.message ?? "", { status: refusal.status ?? 400 });
    }
  };
}

/** Makes the function that counts a try of an input and says whether it is to be refused. */
function countTries(
  { times = Infinity, seconds = Infinity, after = 0 }: RehearsedRefusal,
  clock: Clock,
): (key: string) => boolean {
  const tries = new Map<string, { count: number; since: number | undefined }>();
  return (key) => {
    const { count, since } = tries.get(key) ?? { count: 0, since: undefined };
    const number = count + 1 - after;
    const began = since ?? (number >= 1 ? clock.now() : undefined);
    tries.set(key, { count: count + 1, since: began });
    return began !== undefined && number <= times && clock.secondsSince(began) < seconds;
  };
}

function concerns({ operation }: RehearsedRefusal, tried: Tried): boolean {
  const name = operation.includes(".") ? `${tried.service}.${tried.operation}` : tried.operation;
  return fitsPattern(operation, name);
}

/** Members that name one try and not what is asked for. */
const TOKENS = new Set(["ClientToken", "ClientRequestToken", "IdempotencyToken", "CallerReference"]);

function toKey({ service, operation, input }: Tried): string {
  return `${service}.${operation} ${JSON.stringify(input, (key, value: unknown) => (TOKENS.has(key) ? undefined : value))}`;
}
