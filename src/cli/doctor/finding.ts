/** One line of the doctor: what is needed, what was found, what mends it. */
export interface Finding {
  /** What was looked at, such as `Java`. */
  readonly name: string;
  readonly state: "ok" | "warning" | "problem" | "skipped";
  /** What was found, in a few words. */
  readonly found: string;
  /** What is needed; absent where anything will do. */
  readonly needed?: string;
  /** Commands or places that mend it; empty where nothing needs mending. */
  readonly mend: readonly string[];
  /** Present where credentials or permissions are at fault: the exit code is 77 then. */
  readonly isAboutAccess?: true;
}

/** Exit code of what was found: 77 where access is at fault, 1 for any other problem, 0 with warnings only. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 77 {
  const problems = findings.filter(({ state }) => state === "problem");
  if (problems.some(({ isAboutAccess }) => isAboutAccess === true)) return 77;
  return problems.length > 0 ? 1 : 0;
}
