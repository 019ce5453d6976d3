import type { Clock } from "../engine/ports.ts";
import { untilSettled } from "./calls.ts";
import { findRow } from "./errors/index.ts";
import { errorMessage, namesOf } from "./errors.ts";
import { type CallMiddleware, type Plugin, toCallName, toCallPlugin } from "./plugin.ts";
import { READS } from "./reads.ts";

/**
 * Seconds after its creation for which a refusal may mean that a part of AWS does not know a thing yet. Source: the propagation
 * time-outs of hashicorp/terraform-provider-aws: five minutes for EC2, two for IAM, ELB, S3, SNS, ECR and Secrets Manager.
 */
const EC2_SECONDS = 300;
const OTHER_SECONDS = 120;

const MAKES = /^(Create|Run|Allocate|Put|Register|Subscribe)(?!Tags|OrUpdateTags)/;
/** A delete that finds nothing is not believed by whoever asked for it; repeating it here would only cost time. */
const ENDS = /^(Delete|Terminate|Release|Detach|Disassociate|Revoke|Untag|Remove|Unsubscribe)/;

/**
 * Repeats a change that AWS refuses because it does not know what this very process made a moment ago: AWS's parts learn of a new
 * thing one after the other, and each service has its own words for that. What was made is remembered by the ids, names and ARNs
 * that its creation was asked for or answered with.
 */
export class Freshness {
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  /** Instants of creation and of the end of patience, by id, name or ARN. */
  readonly #made = new Map<string, { readonly at: number; readonly seconds: number }>();

  /** The signal ends the pauses between repeats. */
  constructor(clock: Clock, signal?: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** What a client uses; clients share one memory. */
  get plugin(): Plugin {
    const around: CallMiddleware = (next, context) => async (args) => {
      const { service, operation } = toCallName(context);
      if (READS[service]?.has(operation) === true || ENDS.test(operation)) return next(args);
      const pace = { clock: this.#clock, ...(this.#signal === undefined ? {} : { signal: this.#signal }) };
      // Patience counts from the creation, not from the call, so that it is asked at each refusal.
      const isLag = (error: unknown): boolean => isUnknown(error, service) && this.#isFresh(args.input);
      const budgetSeconds = Number.POSITIVE_INFINITY;
      const answer = await untilSettled(() => next(args), { isLag, budgetSeconds }, pace);
      if (MAKES.test(operation)) this.#remember({ service, operation }, args.input, answer.output);
      return answer;
    };
    return toCallPlugin("flashsaleFreshness", around);
  }

  /** Remembers what an earlier process made: ids, names and ARNs, at an instant in milliseconds since 1970. */
  note(names: readonly string[], at: number): void {
    for (const name of names) this.#made.set(name, { at, seconds: EC2_SECONDS });
  }

  #remember(
    { service, operation }: { readonly service: string; readonly operation: string },
    ...told: readonly object[]
  ): void {
    const noun = operation.replace(MAKES, "").toLowerCase();
    const made = { at: this.#clock.now(), seconds: service === "EC2" ? EC2_SECONDS : OTHER_SECONDS };
    for (const one of told) for (const name of namesIn(one, noun)) this.#made.set(name, made);
  }

  #isFresh(input: object): boolean {
    const names = [...this.#made]
      .filter(([, { at, seconds }]) => this.#clock.secondsSince(at) < seconds)
      .map(([name]) => name);
    return textsIn(input).some((text) => names.some((name) => text === name || isWithin(name, text)));
  }
}

/** Whether an ARN, or an id made of several, ends with a name. */
const isWithin = (name: string, text: string): boolean =>
  /[:/|]/.test(text.at(-name.length - 1) ?? "") && text.endsWith(name);

/** Whether a service says, in its own words, that it does not know what a call names. */
function isUnknown(error: unknown, service: string): boolean {
  const row = findRow({ names: namesOf(error), message: errorMessage(error), service });
  return row?.meaning === "absent" || row?.meaning === "not-yet";
}

/** All texts in a request, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * The texts in a request or an answer that name what an operation makes: `GroupName` for a group, and whatever is called just
 * `Name`, `Arn` or `Id`; not those of its parents.
 */
function namesIn(value: unknown, noun: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    if (typeof member !== "string") return namesIn(member, noun);
    const stem = key.replace(/(Name|Identifier|Id|Arn|ARN)$/, "").toLowerCase();
    const isName = stem !== key.toLowerCase() || noun.startsWith("bucket");
    return isName && noun.includes(stem === "allocation" ? "address" : stem) ? [member] : [];
  });
}
