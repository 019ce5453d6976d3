import { performance } from "node:perf_hooks";
import { translate } from "../../aws/translate.ts";
import { Interrupted } from "../../errors.ts";
import type { ControlSpec } from "../../sections/verification.ts";
import type { Context } from "../context.ts";
import type { Standing } from "../outputs.ts";
import type { Check, CheckResult } from "./result.ts";

/** A question to AWS about what stands, as a check; a question that AWS refuses is a problem of its own. */
export function controlCheck(
  spec: ControlSpec,
  { aws: env, settings }: Context,
  { known }: Pick<Standing, "known">,
): Check {
  const { name } = spec;
  const told = { name, group: "control", route: "control", layers: [] } as const;
  const run = async (): Promise<CheckResult> => {
    const begun = performance.now();
    const ms = (): number => Math.round(performance.now() - begun);
    try {
      const { state, detail, cause, fix = [] } = await spec.check({ env, settings, known });
      return { ...told, ms: ms(), state, detail, ...(cause === undefined ? {} : { cause }), fix };
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const { summary, detail, fix } = await translate(error, {});
      return { ...told, ms: ms(), state: "problem", detail: `${summary}: ${detail}`, fix };
    }
  };
  return { name, group: "control", run };
}
