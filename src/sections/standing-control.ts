import type { AnyType } from "../engine/resource.ts";
import type { Aws } from "../resources/index.ts";
import type { Settings } from "./settings.ts";
import type { ControlContext, ControlFinding, ControlSpec } from "./verification.ts";

/** What AWS is asked about. */
interface Part {
  readonly address: string;
  readonly type: AnyType<Aws>;
  /** The attribute that is its id. */
  readonly idFrom: string;
}

interface StandingSpec {
  readonly name: string;
  /** Those that may stand by the settings; what the state does not know is left out. */
  parts(settings: Settings): readonly Part[];
  /** The command that makes them, and makes again what broke. */
  readonly fix: string;
  /** What follows where one of them is not well. */
  readonly cause: string;
}

/** How one of them is: nothing to say, on its way, or in trouble. */
interface Look {
  readonly state: ControlFinding["state"];
  readonly text: string;
}

async function look({ env, known }: ControlContext, { address, type, idFrom }: Part): Promise<Look[]> {
  const id = known(address)?.[idFrom];
  if (typeof id !== "string") return [];
  const named = `${type.title} ${id}`;
  const observed = await type.get(env, id);
  if (observed === undefined) return [{ state: "problem", text: `${named} is gone` }];
  const { condition, status, reason } = observed;
  const text = `${named} is ${status}${reason === undefined ? "" : ` (${reason})`}`;
  if (condition === "standing") return [{ state: "ok", text }];
  return [{ state: condition === "pending" ? "warning" : "problem", text }];
}

/** A check that what everything passes through still works, as AWS itself tells: it may fail long after it was made. */
export function standingControl({ name, parts, fix, cause }: StandingSpec): ControlSpec {
  return {
    name,
    async check(context: ControlContext): Promise<ControlFinding> {
      const looks = (await Promise.all(parts(context.settings).map((part) => look(context, part)))).flat();
      const worst = (["problem", "warning"] as const).find((one) => looks.some(({ state }) => state === one));
      if (looks.length === 0) return { state: "warning", detail: "none of the stack's stands", fix: [fix] };
      if (worst === undefined) return { state: "ok", detail: looks.map(({ text }) => text).join("; ") };
      const detail = looks
        .filter(({ state }) => state === worst)
        .map(({ text }) => text)
        .join("; ");
      return worst === "problem" ? { state: worst, detail, cause, fix: [fix] } : { state: worst, detail };
    },
  };
}
