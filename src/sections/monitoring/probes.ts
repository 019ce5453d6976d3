import { findAlarmStates } from "../../resources/cloudwatch/alarm-states.ts";
import type { ControlContext, ControlFinding, ControlSpec } from "../verification.ts";
import { alarmsOf } from "./alarms.ts";

/** Whether every alarm exists, and whether what it watches is told. */
export const alarmControl: ControlSpec = {
  name: "alarms",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const wanted = alarmsOf(settings).map(({ key }) => `${settings.name}-${key}`);
    const found = await findAlarmStates(env, wanted);
    const names = (state: string): string[] =>
      found.filter((one) => one.state === state).map(({ name }) => name);
    const missing = wanted.filter((name) => !found.some((one) => one.name === name));
    if (missing.length > 0)
      return {
        state: "problem",
        detail: `missing: ${missing.join(", ")}`,
        fix: ["flashsale-setup monitoring"],
      };
    const ringing = names("ALARM");
    if (ringing.length > 0) return { state: "problem", detail: `in alarm: ${ringing.join(", ")}` };
    const silent = names("INSUFFICIENT_DATA");
    if (silent.length === 0) return { state: "ok", detail: `${found.length} alarms, all with data` };
    return {
      state: "warning",
      detail: `no data yet: ${silent.join(", ")}`,
      cause: `The application publishes its metrics into the namespace ${settings.displayName} once it runs and serves.`,
    };
  },
};
