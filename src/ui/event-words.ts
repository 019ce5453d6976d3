import type { EngineEvent, StepKind } from "../engine/events.ts";
import { formatDuration, formatEstimate } from "./amounts.ts";
import { toErrorDocument } from "./error-document.ts";
import { DOING } from "./flights.ts";
import { paintWords } from "./layout.ts";
import { type Page, sayInline } from "./page.ts";
import { type Paint, SIGNS } from "./theme.ts";

const DID: Readonly<Record<StepKind | "read", string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  read: "read",
};

/** A sentence about an event and the sign before it. */
export interface EventWords {
  readonly sign: string;
  readonly text: string;
}

const words = (paint: Paint, sign: string, text: string): EventWords => ({ sign: paint(sign), text });

function doneWords(event: EngineEvent & { event: "done" }, page: Page): EventWords {
  const { theme } = page;
  const note = event.note === undefined ? "" : `: ${sayInline(page, event.note)}`;
  const time = paintWords(theme.muted, `(${formatDuration(event.seconds)})`);
  const text = `${sayInline(page, event.address)} ${DID[event.action]} ${time}${note}`;
  return words(theme.action[event.action], SIGNS[event.action], text);
}

function failedWords(event: EngineEvent & { event: "failed" }, page: Page): EventWords {
  const { code, summary, aws } = toErrorDocument(event.error);
  const cause = aws === undefined ? code : `${code}, ${aws.code}`;
  const text = `${sayInline(page, event.address)} not ${DID[event.action]}: ${sayInline(page, summary)} (${cause})`;
  return words(page.theme.bad, page.theme.symbols.failed, paintWords(page.theme.bad, text));
}

/**
 * What is told of an event on a scrolling page: ends, failures, what was skipped, notices. `undefined` for events that
 * only the board shows, and for the plan and the summary, which have views of their own.
 */
export function describeEvent(event: EngineEvent, page: Page): EventWords | undefined {
  const { theme } = page;
  switch (event.event) {
    case "done":
      return doneWords(event, page);
    case "failed":
      return failedWords(event, page);
    case "skipped": {
      const text = `${sayInline(page, event.address)} skipped: it needs ${sayInline(page, event.because)}`;
      return words(theme.warn, theme.symbols.warning, text);
    }
    case "notice": {
      const about = event.address === undefined ? "" : `${sayInline(page, event.address)}: `;
      return words(theme.accent, theme.symbols.notice, `${about}${sayInline(page, event.text)}`);
    }
    case "plan":
    case "start":
    case "status":
    case "summary":
      return undefined;
  }
}

/** What is told where no board can be drawn: each change of state as well. */
export function describeChange(event: EngineEvent, page: Page): EventWords | undefined {
  const sign = " ";
  switch (event.event) {
    case "start": {
      const usually = event.typicalSeconds > 0 ? ` (usually ${formatEstimate(event.typicalSeconds)})` : "";
      return { sign, text: `${sayInline(page, event.address)} ${DOING[event.action]}${usually}` };
    }
    case "status":
      return { sign, text: `${sayInline(page, event.address)} is ${sayInline(page, event.status)}` };
    case "plan":
    case "done":
    case "failed":
    case "skipped":
    case "notice":
    case "summary":
      return describeEvent(event, page);
  }
}
