import { BrokenResourceError } from "../errors.ts";

/** Events that are quoted at most; the last of them say how it ended. */
const QUOTED = 3;

/** AWS's own words on what happened, for the end of a sentence; empty where there are none. */
export const quoteNews = (news: readonly string[]): string =>
  news.length === 0
    ? ""
    : ` AWS says of it: ${news
        .slice(-QUOTED)
        .map((one) => `"${one}"`)
        .join(" ")}`;

/** The error with AWS's own words at the end of it. */
export function withNews(error: BrokenResourceError, news: readonly string[]): BrokenResourceError {
  const { code, summary, detail, fix, cause } = error;
  return news.length === 0
    ? error
    : new BrokenResourceError({ code, summary, detail: `${detail}${quoteNews(news)}`, fix, cause });
}
