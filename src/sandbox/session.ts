import { openAccount, prune } from "./account.ts";
import type { AccountDocument, AccountFile } from "./account-file.ts";
import { type Guard, missingOn, verdictOn } from "./authorization.ts";
import { createClock, type SandboxClock } from "./clock.ts";
import type { Imposer } from "./imposed-status.ts";
import type { Call, Operation } from "./operation.ts";
import { partitionOf } from "./operation.ts";
import { Refusal } from "./refusal.ts";

/** Where the sandbox's calls are carried out. */
export interface Session {
  readonly file: AccountFile;
  readonly clock: SandboxClock;
  readonly region: string;
  readonly readLagMilliseconds: number;
  /** For how long a change does not find what was made. @default 0 */
  readonly writeLagMilliseconds?: number;
  /** Statuses that faults impose. @default none */
  readonly imposedOn?: Imposer;
  /** What may refuse a call. @default nothing */
  readonly guard?: Guard;
}

/** Reads lag by five minutes at most unless a fault says more; older versions are dropped. */
const HISTORY_SECONDS = 300;

interface Delay {
  /** The account is seen as it was this many simulated milliseconds ago. @default 0 */
  readonly lagMilliseconds?: number;
  /** What is younger than this many simulated milliseconds is not seen. @default 0 */
  readonly blindMilliseconds?: number;
}

/** Opens a document for a call: its truth, or what a delay leaves of it. */
export function toCall(session: Session, document: AccountDocument, delay: Delay = {}): Call {
  const { clock, region } = session;
  const { lagMilliseconds = 0, blindMilliseconds = 0 } = delay;
  clock.goOnFrom(document.latestAt ?? document.createdAt);
  const seen = createClock(() => clock.now() - lagMilliseconds / clock.speed, clock.speed);
  const partition = partitionOf(region);
  return {
    account: openAccount({ document, clock: seen, region, lagging: lagMilliseconds > 0, blindMilliseconds }),
    region,
    partition,
    accountId: document.accountId,
    alias: document.alias,
    verdictOn: (need) => verdictOn(session.guard, need),
    imposedOn: session.imposedOn ?? (() => undefined),
    missingOn: (need) => missingOn(session.guard, need),
    callerArn: `arn:${partition}:iam::${document.accountId}:user/flashsale`,
  };
}

/** Carries out a change and writes it before returning. */
export function runChange(session: Session, operation: Operation, input: object): object {
  return session.file.change((document) => {
    operation.settle?.(toCall(session, document));
    const tooEarly = findTooEarly(session, { operation, input, document });
    const output = operation.run(input, toCall(session, document));
    if (tooEarly !== undefined) throw tooEarly;
    prune(document, session.clock, Math.max(HISTORY_SECONDS, session.readLagMilliseconds / 1000));
    document.latestAt = session.clock.now();
    return output;
  });
}

/**
 * How a change is refused that names something too young to be known everywhere: in the words that the operation has for what is
 * not there. `undefined` where it goes through all the same.
 */
function findTooEarly(
  session: Session,
  { operation, input, document }: { operation: Operation; input: object; document: AccountDocument },
): Refusal | undefined {
  const blindMilliseconds = session.writeLagMilliseconds ?? 0;
  if (blindMilliseconds === 0) return undefined;
  const copy = structuredClone(document);
  const outcome = attempt(() => operation.run(input, toCall(session, copy, { blindMilliseconds })));
  return "error" in outcome && outcome.error instanceof Refusal ? outcome.error : undefined;
}

/** Serves a read, from the past when reads lag; a stale answer is counted in the account's file. */
export function runRead(session: Session, operation: Operation, input: object): object {
  const document = settledDocument(session, operation);
  const lag = operation.consistent ? 0 : session.readLagMilliseconds;
  const truth = attempt(() => operation.run(input, toCall(session, document)));
  if (lag === 0) return settle(truth);
  const seen = attempt(() => operation.run(input, toCall(session, document, { lagMilliseconds: lag })));
  if (toComparable(seen) !== toComparable(truth)) session.file.change((present) => void present.staleReads++);
  return settle(seen);
}

/**
 * The account with what happened by itself meanwhile. That is written down when something did, since ids are drawn then; a
 * reader in a folder that it may not write sees it all the same.
 */
function settledDocument(session: Session, { settle: bring }: Operation): AccountDocument {
  const present = session.file.read();
  if (bring === undefined) return present;
  const copy = structuredClone(present);
  bring(toCall(session, copy));
  if (JSON.stringify(copy) === JSON.stringify(present)) return present;
  try {
    session.file.change((document) => bring(toCall(session, document)));
    return session.file.read();
  } catch (error) {
    if (isWriteProtected(error)) return copy;
    throw error;
  }
}

const isWriteProtected = (error: unknown): boolean =>
  ["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "");

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
