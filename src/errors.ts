/** What every error of this program tells: fixed words, then what happened and why it matters, then what to type. */
export interface ErrorText {
  /** Stable PascalCase name that scripts may match. */
  readonly code: string;
  /** Three to six fixed words without user data, so that they become familiar. */
  readonly summary: string;
  /** Full sentences: what is wrong, why that matters, what to do. */
  readonly detail: string;
  /** Commands to copy, each alone on its line. */
  readonly fix?: readonly string[];
  readonly cause?: unknown;
}

/** The base of all errors that a user is meant to read; anything else that reaches `main` is a {@link Bug}. */
export abstract class FlashsaleError extends Error {
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
  readonly fix: readonly string[];
  abstract readonly exitCode: number;

  constructor(text: ErrorText) {
    super(`${text.summary}: ${text.detail}`, { cause: text.cause });
    this.name = new.target.name;
    this.code = text.code;
    this.summary = text.summary;
    this.detail = text.detail;
    this.fix = text.fix ?? [];
  }
}

/** A flag or argument is wrong, or an answer is missing where nobody can be asked. */
export class UsageError extends FlashsaleError {
  readonly exitCode = 64;
}

/** The settings file is wrong, or contradicts the account or region at hand. */
export class SettingsError extends FlashsaleError {
  readonly exitCode = 78;
}

/** How AWS failed: it said no, it could not be reached, or it does not know or trust the caller. */
export type AwsFailure = "refused" | "unreachable" | "credentials";

/** What AWS itself said of a failed call. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  /** AWS's error code, such as `DBInstanceAlreadyExistsFault`. */
  readonly awsCode: string;
  readonly requestId: string | undefined;
}

/** AWS refused a call, could not be reached, or did not accept the credentials. */
export class AwsError extends FlashsaleError {
  readonly failure: AwsFailure;
  readonly call: AwsCall;

  constructor(text: ErrorText, failure: AwsFailure, call: AwsCall) {
    super(text);
    this.failure = failure;
    this.call = call;
  }

  get exitCode(): number {
    return { refused: 1, unreachable: 69, credentials: 77 }[this.failure];
  }
}

/** A wait reached its bound while the resource was still on its way; the next run resumes the wait. */
export class WaitTimeoutError extends FlashsaleError {
  readonly exitCode = 1;
}

/** AWS reports that a resource ended in a state that it will not leave by itself. */
export class BrokenResourceError extends FlashsaleError {
  readonly exitCode = 1;
}

/** The plan cannot be carried out as asked: something is not ours, would lose data, or changed meanwhile. */
export class PlanError extends FlashsaleError {
  readonly exitCode = 1;
}

/** Part of an update that AWS takes only later; all else of it was done, and what needs it goes on. */
export class PostponedError extends PlanError {
  readonly props: readonly string[];

  constructor(text: ErrorText, props: readonly string[]) {
    super(text);
    this.props = props;
  }
}

/** The state file is locked (75), of another account or stack (78), or unreadable (1). */
export class StateError extends FlashsaleError {
  readonly exitCode: 1 | 75 | 78;

  constructor(text: ErrorText, exitCode: 1 | 75 | 78) {
    super(text);
    this.exitCode = exitCode;
  }
}

/**
 * A file cannot be read or written as it must be: the disk is full or protected, it belongs to others, or it is no plain
 * file. Exit code 1; 64 where a flag named the file and another name would help.
 */
export class FileError extends FlashsaleError {
  readonly exitCode: 1 | 64;

  constructor(text: ErrorText, exitCode: 1 | 64 = 1) {
    super(text);
    this.exitCode = exitCode;
  }
}

/** Work stopped because a person or a signal asked for it; everything so far is saved. */
export class Cancelled extends FlashsaleError {
  readonly exitCode: number;

  constructor(text: ErrorText, exitCode = 130) {
    super(text);
    this.exitCode = exitCode;
  }
}

/** Something that cannot happen did. */
export class Bug extends FlashsaleError {
  readonly exitCode = 70;

  constructor(detail: string, cause?: unknown) {
    super({ code: "Bug", summary: "This is a bug in flashsale-setup", detail, cause });
  }
}

/**
 * A create found its name or natural key taken. Thrown by resource types, judged by the engine alone:
 * it may be our own earlier attempt.
 */
export class AlreadyExists extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : "already exists", { cause });
    this.name = "AlreadyExists";
  }
}

/**
 * A call ended so that nobody knows whether AWS carried it out (5xx, time-out, reset).
 * The intent stays open and the engine looks before it repeats.
 */
export class AmbiguousEnd extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : "ended without an answer", { cause });
    this.name = "AmbiguousEnd";
  }
}

/** A wait or step was given up because the run is being interrupted; never a failure. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}
