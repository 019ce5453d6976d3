import { Bug, Cancelled, FlashsaleError } from "../errors.ts";
import { type ErrorDocument, toErrorDocument } from "./error-document.ts";
import { leaveOut, paintWords } from "./layout.ts";
import { type Page, prose, sayInline, sayOn } from "./page.ts";

/** What a report of a bug needs besides the error. */
export interface ErrorContext {
  /** The command as it was typed. */
  readonly commandLine: string;
  /** The program's version. */
  readonly version: string;
  /** Where bugs are reported, if there is such a place. */
  readonly issuesUrl?: string;
  /** Tell what lies behind any error, not only behind a bug. @default false */
  readonly isVerbose?: boolean;
}

/** Indentation of what can be copied. */
const COPY = "    ";

/** Commands to copy, each alone on its line and never broken, however wide. */
export function drawCommands(commands: readonly string[], page: Page): string[] {
  if (commands.length === 0) return [];
  return ["", ...commands.map((command) => `${COPY}${page.theme.accent(sayInline(page, command))}`)];
}

function drawFacts(error: ErrorDocument, page: Page): string[] {
  const { muted } = page.theme;
  const { aws } = error;
  const request = aws?.requestId === undefined ? "" : `, request ${aws.requestId}`;
  const facts = [
    `code: ${error.code}`,
    ...(aws === undefined ? [] : [`AWS: ${aws.code} from ${aws.service} ${aws.operation}${request}`]),
  ];
  return facts.flatMap((fact) =>
    prose(page, paintWords(muted, sayInline(page, fact)), { first: "  ", rest: "    " }),
  );
}

function stackOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const cause = stackOf(error.cause);
  return [
    ...own.split("\n"),
    ...(cause.length === 0 ? [] : [`caused by ${cause[0] ?? ""}`, ...cause.slice(1)]),
  ];
}

/** Where an error arose and what caused it, for whoever asked to be told more. */
export const drawCauses = (error: unknown, page: Page): string[] =>
  stackOf(error).map((line) => `${COPY}${page.theme.muted(sayOn(page, line).trim())}`);

function drawReport(error: unknown, context: ErrorContext, page: Page): string[] {
  const where = context.issuesUrl === undefined ? "" : ` at ${context.issuesUrl}`;
  const text = `Please report it${where}, with these lines. Nothing is lost: the same command carries on where this one ended.`;
  const lines = [`flashsale-setup ${context.version}`, context.commandLine, ...stackOf(error)];
  return [
    "",
    ...prose(page, text, { first: "  " }),
    "",
    ...lines.map((line) => `${COPY}${leaveOut(sayOn(page, line).trim())}`),
  ];
}

/**
 * An error for a person: the fixed summary, the detail in sentences, its code and what AWS said, then the commands that
 * help. What is not an error of ours is shown as a bug, with its stack. Commands and stacks are not wrapped.
 */
export function drawError(error: unknown, context: ErrorContext, page: Page): string[] {
  const { theme } = page;
  const document = toErrorDocument(error);
  const isFault = !(error instanceof Cancelled);
  const summary = paintWords(theme.strong, sayInline(page, document.summary));
  const label = isFault ? `${theme.bad("Error:")} ` : "";
  const isBug = error instanceof Bug || !(error instanceof FlashsaleError);
  return [
    ...prose(page, summary, { first: label, rest: "" }),
    ...prose(page, leaveOut(sayOn(page, document.detail)), { first: "  " }),
    ...(isFault ? drawFacts(document, page) : []),
    ...drawCommands(document.fix, page),
    ...(isBug ? drawReport(error, context, page) : []),
    ...(context.isVerbose === true && isFault && !isBug ? ["", ...drawCauses(error, page)] : []),
  ];
}
