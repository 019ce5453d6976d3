import type { LeftOut } from "../engine/plan-item.ts";
import { type ErrorDocument, toErrorDocument } from "./error-document.ts";
import { paintWords } from "./layout.ts";
import { type Page, prose, sayInline } from "./page.ts";

/** What could not be read for one reason, and what is left out for it. */
interface Refused {
  readonly error: ErrorDocument;
  readonly unread: readonly string[];
  readonly besides: readonly string[];
}

/** Each reason once, with all that it keeps from being read. */
function reasonsOf(leftOut: readonly LeftOut[]): Refused[] {
  const reasons = new Map<string, { error: ErrorDocument; unread: string[]; besides: string[] }>();
  const roots = new Map<string, string>();
  for (const { address, refusal } of leftOut) {
    if (refusal === undefined) continue;
    const error = toErrorDocument(refusal);
    const key = error.detail;
    const reason = reasons.get(key) ?? { error, unread: [], besides: [] };
    reason.unread.push(address);
    reasons.set(key, reason);
    roots.set(address, key);
  }
  for (const { address, because, refusal } of leftOut)
    if (refusal === undefined) reasons.get(roots.get(because) ?? "")?.besides.push(address);
  return [...reasons.values()];
}

/** What could not be read, each reason once with what AWS says, and what is left out for it. */
export function drawLeftOut(leftOut: readonly LeftOut[], page: Page): string[] {
  if (leftOut.length === 0) return [];
  const { theme } = page;
  const sign = { first: `  ${theme.warn(theme.symbols.warning)} `, rest: "    " };
  const below = { first: "    " };
  const lines = reasonsOf(leftOut).flatMap(({ error, unread, besides }) => [
    ...prose(page, `${sayInline(page, unread.join(", "))}: ${sayInline(page, error.detail)}`, sign),
    ...(besides.length === 0
      ? []
      : prose(page, `Left out because of this: ${sayInline(page, besides.join(", "))}.`, below)),
  ]);
  return ["", ...prose(page, paintWords(theme.strong, "Could not be read, and is left as it is")), ...lines];
}

/** The same as plain data. */
export const toLeftOutDocument = ({ address, because, refusal, item }: LeftOut): object => ({
  address,
  because,
  ...(item === undefined ? {} : { action: item.action }),
  ...(refusal === undefined ? {} : { error: toErrorDocument(refusal) }),
});
