import { again } from "../advice.ts";
import type { ErrorText } from "../errors.ts";
import type { BrokenAnswer } from "./broken-answer.ts";

const FIX = [again()];
const PROXY_WANTS_LOGIN = 407;

/** What a broken answer means and what to do. */
export function adviseOnBroken(error: BrokenAnswer): Pick<ErrorText, "code" | "summary" | "detail" | "fix"> {
  if (error.sender.status === PROXY_WANTS_LOGIN)
    return {
      code: "ProxyRefused",
      summary: "The proxy refused the call",
      detail: "The proxy wants a name and a password: write them into HTTPS_PROXY.",
      fix: FIX,
    };
  if (error.fault === "foreign")
    return {
      code: "NoAwsApi",
      summary: "What answered was no AWS API",
      detail:
        "AWS never answers so: a proxy did, the log-in page of this network, or another program at that address. Check the network, HTTPS_PROXY and the endpoint's URL; the same command carries on.",
      fix: FIX,
    };
  return {
    code: "AnswerBroken",
    summary: "AWS's answer did not arrive whole",
    detail:
      "What AWS did or knows cannot be told from it, also after several attempts. Check the network and HTTPS_PROXY; the same command finds out and carries on.",
    fix: FIX,
  };
}

/** What came and from where: `sts.eu-west-1.amazonaws.com answered with status 200, a page titled "Sign in"`. */
export function tellBroken({ message, sender, title }: BrokenAnswer): string {
  const { host, proxy, status } = sender;
  const came = status === undefined ? "answered" : `answered with status ${status}`;
  const page = title === undefined ? "" : `, a page titled "${title}"`;
  const way = proxy === undefined ? "" : `, through the proxy ${proxy}`;
  return `${host} ${came}${page}${way}: ${message}`;
}
