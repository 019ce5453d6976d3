/**
 * What is wrong with an answer: the connection was lost in the middle of it (`cut`), it did not end in time (`late`), it has
 * nothing in it (`empty`) or less than it must (`incomplete`), what is in it cannot be read (`unreadable`), or whatever
 * answered does not speak as AWS does (`foreign`).
 */
export type Fault = "cut" | "late" | "empty" | "incomplete" | "unreadable" | "foreign";

/** Where an answer came from, and as what. */
export interface Sender {
  /** Host and port of the endpoint. */
  readonly host: string;
  /** Host and port of the proxy that stands between, if one does. */
  readonly proxy?: string | undefined;
  /** HTTP status; absent where not even that could be read. */
  readonly status?: number | undefined;
  /** AWS's own id of the request; its presence shows that AWS answered. */
  readonly requestId?: string | undefined;
}

const NAMES: Readonly<Record<Fault, string>> = {
  cut: "AnswerCutOff",
  late: "AnswerLate",
  empty: "AnswerEmpty",
  incomplete: "AnswerIncomplete",
  unreadable: "AnswerUnreadable",
  foreign: "AnswerForeign",
};

const WORDS: Readonly<Record<Fault, string>> = {
  cut: "the connection was lost in the middle of the answer",
  late: "the answer began and did not end in time",
  empty: "the answer is empty",
  incomplete: "the answer lacks what it must tell",
  unreadable: "the answer cannot be read",
  foreign: "the answer is none of an AWS API",
};

/**
 * An answer came, or began to, and says nothing that can be relied on. Under a good status nobody knows what AWS did; under
 * one of 400 to 499 it did nothing.
 */
export class BrokenAnswer extends Error {
  readonly fault: Fault;
  readonly sender: Sender;
  /** Title of the page that answered instead, if it has one. */
  readonly title: string | undefined;
  /** As errors of the SDK carry it; the SDK adds the number of attempts. */
  readonly $metadata: { httpStatusCode?: number; requestId?: string; attempts?: number };

  constructor(fault: Fault, sender: Sender, more: { cause?: unknown; title?: string | undefined } = {}) {
    super(WORDS[fault], { cause: more.cause });
    this.name = NAMES[fault];
    this.fault = fault;
    this.sender = sender;
    this.title = more.title;
    this.$metadata = {
      ...(sender.status === undefined ? {} : { httpStatusCode: sender.status }),
      ...(sender.requestId === undefined ? {} : { requestId: sender.requestId }),
    };
  }
}

/**
 * Whether the same call may well get a whole answer a little later. What is not AWS and says no, or sends elsewhere, will say
 * so again.
 */
export function isPassing({ fault, sender: { status = 0 } }: BrokenAnswer): boolean {
  const isFirmNo = status >= 300 && status < 500 && status !== 408 && status !== 429;
  return !(fault === "foreign" && isFirmNo);
}

/** Whether AWS's own no came, of which only the reason was lost on the way: it did nothing. */
export function isLostRefusal({ fault, sender: { status = 0 } }: BrokenAnswer): boolean {
  return fault !== "foreign" && status >= 400 && status < 500 && status !== 408;
}
