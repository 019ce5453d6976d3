import type { Check, CheckResult } from "./result.ts";

/** Told whenever a check has ended. */
export type Watcher = (name: string, result: CheckResult) => void;

/** Runs all checks at once and answers their results in the checks' order: it ends with the slowest. */
export function runChecks(checks: readonly Check[], onEnd: Watcher): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async (check) => {
      const result = await check.run();
      onEnd(check.name, result);
      return result;
    }),
  );
}
