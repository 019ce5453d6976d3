import { openAccount, prune } from "./account.ts";
import type { AccountDocument, AccountFile } from "./account-file.ts";
import { type Guard, verdictOn } from "./authorization.ts";
import { createClock, type SandboxClock } from "./clock.ts";
import type { Call, Operation } from "./operation.ts";
import { partitionOf } from "./operation.ts";

/** Where the sandbox's calls are carried out. */
export interface Session {
  readonly file: AccountFile;
  readonly clock: SandboxClock;
  readonly region: string;
  readonly readLagMilliseconds: number;
  /** What may refuse a call. @default nothing */
  readonly guard?: Guard;
}

/** Reads lag by five minutes at most unless a fault says more; older versions are dropped. */
const HISTORY_SECONDS = 300;

/** Opens the truth of a document for a call. */
export function toCall(session: Session, document: AccountDocument, lagMilliseconds = 0): Call {
  const { clock, region } = session;
  const seen = createClock(() => clock.now() - lagMilliseconds / clock.speed, clock.speed);
  const partition = partitionOf(region);
  return {
    account: openAccount({ document, clock: seen, region, lagging: lagMilliseconds > 0 }),
    region,
    partition,
    accountId: document.accountId,
    alias: document.alias,
    verdictOn: (need) => verdictOn(session.guard, need),
    callerArn: `arn:${partition}:iam::${document.accountId}:user/flashsale`,
  };
}

/** Carries out a change and writes it before returning. */
export function runChange(session: Session, operation: Operation, input: object): object {
  return session.file.change((document) => {
    operation.settle?.(toCall(session, document));
    const output = operation.run(input, toCall(session, document));
    prune(document, session.clock, Math.max(HISTORY_SECONDS, session.readLagMilliseconds / 1000));
    return output;
  });
}

/** Serves a read, from the past when reads lag; a stale answer is counted in the account's file. */
export function runRead(session: Session, operation: Operation, input: object): object {
  if (operation.settle !== undefined)
    session.file.change((present) => operation.settle?.(toCall(session, present)));
  const document = session.file.read();
  const lag = operation.consistent ? 0 : session.readLagMilliseconds;
  const truth = attempt(() => operation.run(input, toCall(session, document)));
  if (lag === 0) return settle(truth);
  const seen = attempt(() => operation.run(input, toCall(session, document, lag)));
  if (toComparable(seen) !== toComparable(truth)) session.file.change((present) => void present.staleReads++);
  return settle(seen);
}

type Outcome = { readonly output: object } | { readonly error: unknown };

function attempt(run: () => object): Outcome {
  try {
    return { output: run() };
  } catch (error) {
    return { error };
  }
}

function settle(outcome: Outcome): object {
  if ("error" in outcome) throw outcome.error;
  return outcome.output;
}

function toComparable(outcome: Outcome): string {
  return "error" in outcome ? String(outcome.error) : JSON.stringify(outcome.output);
}
