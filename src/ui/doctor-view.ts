import { type Page, prose, sayOn } from "./page.ts";

/** One line of the doctor as it is drawn. */
export interface FindingLine {
  readonly name: string;
  readonly state: "ok" | "warning" | "problem" | "skipped";
  readonly found: string;
  readonly needed?: string;
  readonly mend: readonly string[];
}

/** All findings, each with what mends it, and a last line that counts. */
export function drawFindings(findings: readonly FindingLine[], page: Page): string[] {
  const count = (state: FindingLine["state"]): number => findings.filter((one) => one.state === state).length;
  const problems = count("problem");
  const warnings = count("warning");
  const verdict =
    problems > 0
      ? `${problems} to mend${warnings > 0 ? `, ${warnings} to know` : ""}.`
      : `Ready${warnings > 0 ? `; ${warnings} to know` : ""}.`;
  return [...findings.flatMap((one) => drawFinding(one, page)), "", verdict];
}

function drawFinding({ name, state, found, needed, mend }: FindingLine, page: Page): string[] {
  const { theme } = page;
  const sign = {
    ok: theme.symbols.done,
    warning: theme.symbols.warning,
    problem: theme.symbols.failed,
    skipped: "-",
  }[state];
  const paint = { ok: theme.good, warning: theme.warn, problem: theme.bad, skipped: theme.muted }[state];
  const want = needed === undefined ? "" : ` (needed: ${needed})`;
  const [first = "", ...more] = prose(page, `${sign} ${name}: ${sayOn(page, found)}${want}`, {
    rest: "    ",
  });
  return [paint(first), ...more, ...mend.flatMap((line) => drawMend(line, page))];
}

/** A command or a document stays as it is, to be copied. */
const drawMend = (line: string, page: Page): string[] =>
  sayOn(page, line)
    .split("\n")
    .map((part) => `    ${page.theme.accent(part)}`);
