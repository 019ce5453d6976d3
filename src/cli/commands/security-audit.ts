import { translate } from "../../aws/translate.ts";
import { idOf } from "../../engine/entry.ts";
import { type Observation, observe } from "../../engine/observe.ts";
import type { Refusals } from "../../engine/refusals.ts";
import type { Observed } from "../../engine/resource.ts";
import { type FlashsaleError, Interrupted } from "../../errors.ts";
import { resourceTypes } from "../../resources/index.ts";
import type { AuditContext, AuditSpec } from "../../sections/audit.ts";
import { isEnabled, sections } from "../../sections/index.ts";
import { type AuditLine, drawAudit } from "../../ui/audit-view.ts";
import { showWait } from "../../ui/spinner.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { declarePinned } from "../declaring.ts";
import { newRefusals } from "../reading.ts";

/** `security audit`: what stands, held against the guide's security practices. Reads only; ends with 3 on a problem. */
export async function securityAudit(desk: Desk): Promise<number> {
  const context = await openContext(desk, { writes: false });
  const { output, globals } = context;
  const stop = globals.json ? () => undefined : showWait(output, "Reading the account");
  try {
    const lines = await audit(context).finally(stop);
    const isOk = lines.every(({ state }) => state !== "problem");
    if (globals.json) output.document({ schema: 1, ok: isOk, checks: lines });
    else output.data(drawAudit(lines, output.page("stdout")));
    return isOk ? 0 : 3;
  } finally {
    await context.close();
  }
}

async function audit(context: Context): Promise<AuditLine[]> {
  const { aws: env, settings, store: journal } = context;
  const { declarations } = declarePinned(context);
  const refusals = newRefusals(context);
  const observation = await observe({ env, declarations, types: resourceTypes, journal, refusals });
  const seen = toAuditContext(context, observation, refusals);
  const asked = sections.filter((section) => isEnabled(section, settings) || section.auditsAccount === true);
  const specs = asked.flatMap(({ audits = [] }) => audits);
  return Promise.all(specs.map((spec) => run(spec, seen)));
}

/** What could not be read is no proof of anything: an audit that asks for it gets the reason instead. */
function toAuditContext(
  { aws: env, settings, store }: Context,
  observation: Observation,
  { reasons }: Refusals,
): AuditContext {
  const seen = (type: string): readonly Observed[] => observation.get(type) ?? [];
  const told = (refusal: FlashsaleError | undefined): void => {
    if (refusal !== undefined) throw refusal;
  };
  const all: AuditContext["all"] = (type) => {
    told(reasons.get(type) ?? seen(type).find(({ refusal }) => refusal !== undefined)?.refusal);
    return seen(type);
  };
  return {
    env,
    settings,
    all,
    at(address) {
      const entry = store.entries().get(address);
      const id = entry === undefined ? undefined : idOf(entry);
      if (entry === undefined) return undefined;
      const found = seen(entry.type).find((observed) => observed.id === id);
      told(found?.refusal);
      return found;
    },
  };
}

/** A question that AWS refuses is a problem of its own: nobody knows then. */
async function run(spec: AuditSpec, seen: AuditContext): Promise<AuditLine> {
  const { name, practice } = spec;
  const told = { name, practice };
  try {
    const finding = await spec.check(seen);
    if (finding === undefined) return { ...told, state: "skipped", detail: "does not stand", fix: [] };
    const { state, detail, cause, fix = [] } = finding;
    const why = cause === undefined ? {} : { cause };
    return { ...told, state, detail, ...why, fix };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const { summary, detail, fix = [] } = await translate(error, {});
    return { ...told, state: "problem", detail: `${summary}: ${detail}`, fix };
  }
}
