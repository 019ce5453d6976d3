import { DecodeAuthorizationMessageCommand, type STSClient } from "@aws-sdk/client-sts";
import { again } from "../advice.ts";
import { toFileError } from "../disk/trouble.ts";
import {
  AlreadyExists,
  AmbiguousEnd,
  type AwsCall,
  AwsError,
  type AwsFailure,
  Bug,
  Cancelled,
  type ErrorText,
  FlashsaleError,
  Interrupted,
} from "../errors.ts";
import { BrokenAnswer } from "./broken-answer.ts";
import { adviseOnBroken, tellBroken } from "./broken-words.ts";
import { findCallOf } from "./call-names.ts";
import { adviseOnCredentials } from "./credential-advice.ts";
import { findDenial } from "./denial.ts";
import { type ErrorRow, TELLINGS, type Telling } from "./errors/row.ts";
import {
  errorMessage,
  errorName,
  isAccessDenied,
  isCredentialProblem,
  isServerTrouble,
  isUnreachable,
  isUntrusted,
  requestId,
  rowOf,
} from "./errors.ts";

/** What helps to say more of an error than it says itself. */
export interface TranslateOptions {
  /** Address of the resource that was worked on. */
  readonly address?: string;
  /** The chosen profile, for the command that renews its credentials. */
  readonly profile?: string;
  /** Decodes EC2's encoded authorization message; answers `undefined` where the caller may not. */
  decode?(message: string): Promise<string | undefined>;
}

type Words = Pick<ErrorText, "code" | "summary" | "detail" | "fix">;

/** Makes of any error one that a person can read and act on. Ours pass as they are; what nobody expected becomes a `Bug`. */
export async function translate(error: unknown, options: TranslateOptions = {}): Promise<FlashsaleError> {
  if (error instanceof FlashsaleError) return error;
  if (error instanceof Interrupted) return interrupted(error);
  const origin = error instanceof AmbiguousEnd || error instanceof AlreadyExists ? error.cause : error;
  if (origin instanceof FlashsaleError) return origin;
  const trouble = toFileError(origin);
  if (trouble !== undefined) return trouble;
  if (!isOfAws(origin) && !(error instanceof AmbiguousEnd))
    return new Bug(errorMessage(origin) || String(origin), origin);
  const call = toCall(origin);
  const [failure, words] = await toWords(origin, options);
  return new AwsError(
    { ...words, detail: `${toFacts(origin, call, options.address)} ${words.detail}`, cause: origin },
    failure,
    call,
  );
}

/** Decodes with STS; a caller without `sts:DecodeAuthorizationMessage` goes without. */
export function createDecoder(sts: STSClient): (message: string) => Promise<string | undefined> {
  return async (message) => {
    try {
      const { DecodedMessage } = await sts.send(
        new DecodeAuthorizationMessageCommand({ EncodedMessage: message }),
      );
      return DecodedMessage;
    } catch {
      // What the message says would be good to know; that it stays unknown must not hide the error itself.
      return undefined;
    }
  };
}

function interrupted(cause: Interrupted): Cancelled {
  return new Cancelled({
    code: "Interrupted",
    summary: "The run was interrupted",
    detail: "What was done so far is saved; the same command carries on.",
    fix: [again()],
    cause,
  });
}

function isOfAws(error: unknown): boolean {
  const isModelled =
    typeof error === "object" && error !== null && ("$fault" in error || "$metadata" in error);
  return isModelled || isCredentialProblem(error) || isUnreachable(error);
}

function toCall(error: unknown): AwsCall {
  const { service, operation } = findCallOf(error) ?? { service: "AWS", operation: "call" };
  return { service, operation, awsCode: errorName(error), requestId: requestId(error) };
}

/** What was tried, on what, and what AWS said. */
function toFacts(error: unknown, call: AwsCall, address: string | undefined): string {
  const what = `${call.service} ${call.operation}${address === undefined ? "" : ` for ${address}`}`;
  const id = call.requestId === undefined ? "" : ` (request ${call.requestId})`;
  if (error instanceof BrokenAnswer) return `${what} failed${id}: ${tellBroken(error)}.`;
  const said = errorMessage(error)
    .replace(/Encoded authorization failure message: \S+/, "")
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ")
    .replace(/\.$/, "");
  return `${what} failed with ${call.awsCode}${id}${said === "" ? "." : `: "${said}".`}`;
}

async function toWords(error: unknown, options: TranslateOptions): Promise<[AwsFailure, Words]> {
  if (error instanceof BrokenAnswer) return ["unreachable", adviseOnBroken(error)];
  if (isAccessDenied(error)) return ["credentials", await denied(error, options)];
  if (isCredentialProblem(error)) return ["credentials", adviseOnCredentials(error, options.profile)];
  if (isUnreachable(error)) return ["unreachable", unreachable(error)];
  const row = rowOf(error);
  if (isServerTrouble(error) && row?.told === undefined) return ["unreachable", toWordsOf(TELLINGS.passing)];
  return ["refused", row === undefined ? refused() : toWordsOf(findTelling(row))];
}

function findTelling({ told, meaning }: ErrorRow): Telling {
  const isOfCaller = meaning === "denied" || meaning === "credentials" || meaning === "expired";
  return told ?? TELLINGS[isOfCaller ? "refused" : meaning];
}

const toWordsOf = ({ code, summary, means, fix }: Telling): Words => ({ code, summary, detail: means, fix });

async function denied(error: unknown, options: TranslateOptions): Promise<Words> {
  const denial = await findDenial(errorMessage(error), options.decode);
  const told = rowOf(error)?.told;
  if (denial === undefined && told !== undefined) return toWordsOf(told);
  const summary = "A permission is missing";
  const fix = ["flashsale-setup doctor"];
  if (denial === undefined)
    return {
      code: "PermissionMissing",
      summary,
      detail: "The caller may not make this call. Ask whoever administers the account.",
      fix,
    };
  const on = denial.resource === undefined ? "" : ` on ${denial.resource}`;
  const why = denial.isExplicit
    ? "A policy denies it explicitly, so that allowing it elsewhere does not help"
    : "No policy of the caller allows it";
  return {
    code: "PermissionMissing",
    summary,
    detail: `The caller lacks ${denial.action}${on}. ${why}. Ask whoever administers the account.`,
    fix,
  };
}

/**
 * Why a read was refused, where that stops only what needs it; `undefined` for what concerns every call, such as expired
 * credentials, and for what is no answer of AWS.
 */
export async function judgeRead(
  error: unknown,
  options: TranslateOptions,
): Promise<FlashsaleError | undefined> {
  if (error instanceof Interrupted) return undefined;
  const told = await translate(error, options);
  const isOfOneCall =
    told instanceof AwsError && (told.failure !== "credentials" || told.code === "PermissionMissing");
  return isOfOneCall ? told : undefined;
}

function unreachable(error: unknown): Words {
  if (isUntrusted(error)) {
    return {
      code: "CertificateUntrusted",
      summary: "AWS's certificate is not trusted",
      detail:
        "The other side shows a certificate that this machine does not trust, as behind a proxy that opens TLS. Name its certificate in AWS_CA_BUNDLE.",
      fix: ["export AWS_CA_BUNDLE=/path/to/proxy-ca.pem"],
    };
  }
  return {
    code: "AwsUnreachable",
    summary: "AWS cannot be reached",
    detail:
      "There was no connection, or no answer in time. Check the network, the region's name and HTTPS_PROXY; the same command carries on.",
    fix: [again()],
  };
}

function refused(): Words {
  return {
    code: "AwsRefused",
    summary: "AWS refused a call",
    detail: "AWS refused the call; its own words are the best explanation there is.",
    fix: [EDIT_FIX],
  };
}

const EDIT_FIX = "flashsale-setup plan";
