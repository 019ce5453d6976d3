import { NormalizedSchema } from "@smithy/core/schema";
import type { HandlerExecutionContext, SchemaRef } from "@smithy/types";
import type { Fault } from "./broken-answer.ts";

/** What a whole answer to a call looks like. */
export interface Shape {
  /** `xml`: of the query protocols; `rest`: of S3, which answers most changes with nothing; `json`: of all others. */
  readonly format: "xml" | "rest" | "json";
  /** True where a good answer has something in it: the operation tells more than that it was done. */
  readonly tells: boolean;
  /** True for HEAD, whose answers have headers alone. */
  readonly isHead: boolean;
}

/** An answer as it came, read to its end. */
export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the answer to a request must look like. */
export function shapeOf(request: Asked, context: HandlerExecutionContext): Shape {
  const isQuery = /^application\/x-www-form-urlencoded/.test(
    findHeader(request.headers, /^content-type$/) ?? "",
  );
  const format = isQuery ? "xml" : context.clientName === "S3Client" ? "rest" : "json";
  return { format, tells: format === "xml" || tellsMore(context), isHead: request.method === "HEAD" };
}

/** Members that stand in headers leave the body empty. */
function tellsMore(context: HandlerExecutionContext): boolean {
  const smithy = (
    context as { readonly __smithy_context?: { readonly operationSchema?: readonly unknown[] } }
  ).__smithy_context;
  const output = smithy?.operationSchema?.[5] as SchemaRef | undefined;
  if (output === undefined) return false;
  const schema = NormalizedSchema.of(output);
  if (!schema.isStructSchema()) return false;
  return [...schema.structIterator()].some(([, member]) => {
    const traits = member.getMergedTraits();
    return traits.httpHeader === undefined && traits.httpPrefixHeaders === undefined;
  });
}

/** AWS's id of a request: `x-amzn-RequestId`, and `x-amz-request-id` of S3. Every answer of AWS has one. */
export const findRequestId = (headers: Readonly<Record<string, string>> | undefined): string | undefined =>
  findHeader(headers, /^x-[\w-]+-request-?id$/);

function findHeader(headers: Readonly<Record<string, string>> = {}, name: RegExp): string | undefined {
  return Object.entries(headers).find(([key]) => name.test(key.toLowerCase()))?.[1];
}

/** What is wrong with an answer; nothing where it is whole and AWS's. */
export function faultOf(received: Received, shape: Shape): Fault | undefined {
  if (received.text.trim() === "") return faultOfNothing(received, shape);
  if (isHtml(received.text)) return "foreign";
  if (shape.format === "json") return faultOfJson(received);
  return received.text.trimStart().startsWith("<")
    ? faultOfXml(received, shape)
    : faultOfOther(received, shape);
}

const isGood = ({ status }: Received): boolean => status < 300;

/** An empty answer is whole where nothing is to be told; a service may put the code of its no into a header. */
function faultOfNothing(received: Received, shape: Shape): Fault | undefined {
  const isFromAws = findRequestId(received.headers) !== undefined || hasErrorType(received);
  if (!isFromAws) return "foreign";
  const mayBeEmpty = isGood(received)
    ? !shape.tells || received.status === NO_CONTENT
    : hasErrorType(received);
  return shape.isHead || mayBeEmpty ? undefined : "empty";
}

const NO_CONTENT = 204;

const hasErrorType = ({ headers }: Received): boolean =>
  findHeader(headers, /^x-amzn-errortype$/) !== undefined;

const isHtml = (text: string): boolean =>
  /^\s*(?:<!doctype\s+html|<html|<head|<body)\b/i.test(text.slice(0, 1000));

const ROOT = /^(?:<\?xml[^>]*\?>\s*)?<([\w.:-]+)[^>]*>/;

/** XML must be closed: what was cut off may read as if nothing were there. */
function faultOfXml(received: Received, shape: Shape): Fault | undefined {
  const text = received.text.trim();
  const [opened = "", root] = ROOT.exec(text) ?? [];
  if (root === undefined) return "unreadable";
  if (!isRootOfAws(root, received, shape)) return "foreign";
  const isClosed = text.endsWith(`</${root}>`) || (opened === text && text.endsWith("/>"));
  return isClosed ? undefined : "unreadable";
}

/** The roots of S3's answers have a name each; its header says whose they are. */
function isRootOfAws(root: string, received: Received, { format }: Shape): boolean {
  if (!isGood(received)) return received.text.includes("<Code>");
  return format === "rest" ? findRequestId(received.headers) !== undefined : root.endsWith("Response");
}

/**
 * S3 answers a bucket's policy as it is, and what it says beside a good end that tells nothing does not matter; the query
 * protocols answer nothing but XML.
 */
function faultOfOther(received: Received, { format, tells }: Shape): Fault | undefined {
  if (format !== "rest" || !isGood(received)) return "foreign";
  const isUnheeded = !tells && findRequestId(received.headers) !== undefined;
  return isUnheeded ? undefined : faultOfJson(received);
}

function faultOfJson(received: Received): Fault | undefined {
  const parsed = parse(received.text);
  if (parsed === undefined) return /^\s*[{[]/.test(received.text) ? "unreadable" : "foreign";
  if (isGood(received) || hasErrorType(received)) return undefined;
  return ["__type", "code", "Code"].some((key) => key in parsed) ? undefined : "foreign";
}

function parse(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    // How it is broken says nothing; that it is, does.
    return undefined;
  }
}
