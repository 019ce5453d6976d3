import type { Summary } from "../engine/events.ts";
import { formatDuration } from "./amounts.ts";
import { drawCommands } from "./error-view.ts";
import { leaveOut, paintWords } from "./layout.ts";
import { type Page, prose, sayInline, sayOn } from "./page.ts";
import type { Cause } from "./run-record.ts";

/** Something to do next: why, and what to type. */
export interface Advice {
  readonly text: string;
  readonly command?: string;
}

/** What a summary tells. */
export interface SummaryContent {
  readonly summary: Summary;
  readonly causes: readonly Cause[];
  /** The command that carries on after a failure or an interrupt. */
  readonly resumeCommand: string;
  /** What to do after a success. */
  readonly next: readonly Advice[];
}

/** More addresses than this are counted, not named. */
const MOST_NAMED = 12;

function nameAll(addresses: readonly string[]): string {
  const named = addresses.slice(0, MOST_NAMED).join(", ");
  const hidden = addresses.length - MOST_NAMED;
  return hidden > 0 ? `${named} and ${hidden} more` : named;
}

function countDone({ created, updated, deleted }: Summary): string {
  const counts: [number, string][] = [
    [created, "created"],
    [updated, "updated"],
    [deleted, "deleted"],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return parts.length === 0 ? "nothing was changed" : parts.join(", ");
}

function countUndone({ failed, skipped, unfinished }: Summary): string {
  const counts: [number, string][] = [
    [failed.length, "failed"],
    [skipped.length, "skipped"],
    [unfinished.length, "unfinished"],
  ];
  return counts.map(([count, word]) => (count > 0 ? `, ${count} ${word}` : "")).join("");
}

function drawHeadline(summary: Summary, page: Page): string[] {
  const { theme } = page;
  const look = {
    done: { paint: theme.good, sign: theme.symbols.done, verb: "Done in" },
    failed: { paint: theme.bad, sign: theme.symbols.failed, verb: "Not all was done; it took" },
    interrupted: { paint: theme.warn, sign: theme.symbols.warning, verb: "Interrupted after" },
  }[summary.outcome];
  const text = `${look.verb} ${formatDuration(summary.seconds)}: ${countDone(summary)}${countUndone(summary)}.`;
  return prose(page, paintWords(theme.strong, text), { first: `${look.paint(look.sign)} `, rest: "  " });
}

function drawCause({ error, failed, skipped }: Cause, page: Page): string[] {
  const { theme } = page;
  const request = error.aws?.requestId === undefined ? "" : `, request ${error.aws.requestId}`;
  const aws = error.aws === undefined ? "" : `; AWS: ${error.aws.code}${request}`;
  const title = `${sayInline(page, nameAll(failed))}: ${sayInline(page, error.summary)}`;
  const because =
    skipped.length === 0 ? [] : [`Skipped, since it needs this: ${sayInline(page, nameAll(skipped))}.`];
  const below = { first: "    " };
  return [
    "",
    ...prose(page, paintWords(theme.strong, title), {
      first: `  ${theme.bad(theme.symbols.failed)} `,
      rest: "    ",
    }),
    ...prose(page, leaveOut(sayOn(page, error.detail)), below),
    ...prose(page, paintWords(theme.muted, sayInline(page, `(${error.code}${aws})`)), below),
    ...because.flatMap((text) => prose(page, text, below)),
    ...drawCommands(error.fix, page),
  ];
}

function drawUnfinished({ unfinished }: Summary, page: Page): string[] {
  if (unfinished.length === 0) return [];
  return ["", ...prose(page, `Unfinished: ${sayInline(page, nameAll(unfinished))}.`, { first: "  " })];
}

function drawAdvice(advice: readonly Advice[], page: Page): string[] {
  return advice.flatMap(({ text, command }) => [
    "",
    ...prose(page, sayInline(page, text)),
    ...drawCommands(command === undefined ? [] : [command], page),
  ]);
}

/** How a run ended: counts and time, each cause of failure once with what it stopped, and what to type next. */
export function drawSummary(content: SummaryContent, page: Page): string[] {
  const { summary, causes, resumeCommand, next } = content;
  const carryOn: Advice = {
    text: "What was done is saved. The same command carries on from here:",
    command: resumeCommand,
  };
  return [
    ...drawHeadline(summary, page),
    ...causes.flatMap((cause) => drawCause(cause, page)),
    ...drawUnfinished(summary, page),
    ...drawAdvice(summary.outcome === "done" ? next : [carryOn], page),
  ];
}
