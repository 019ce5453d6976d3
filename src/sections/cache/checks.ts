import type { Props } from "../../engine/resource.ts";
import { isNewerCache, parseEngineText } from "../../resources/elasticache/engine-versions.ts";
import { findNodeTypes } from "../../resources/elasticache/node-types.ts";
import {
  type CacheParameter,
  findCacheParameters,
  isAllowed,
} from "../../resources/elasticache/parameters.ts";
import type { CheckContext, SettingProblem } from "../section.ts";
import { parseDaily, parseWeekly, windowsOverlap } from "../windows.ts";
import { versionOf } from "./lookups.ts";

/** Node types that a message names at most. */
const SHOWN_TYPES = 10;

/** What ElastiCache would refuse: parameters and values that the family lacks, a way back, a node type out of reach. */
export async function checkCache(context: CheckContext): Promise<readonly SettingProblem[]> {
  const live = liveOf(context);
  const problems = await Promise.all([checkParameters(context), checkNodeType(context, live)]);
  return [...problems.flat(), ...checkUpgrade(context, live), ...checkWindows(context, live)];
}

/** The replication group that stands under our name; one on its way out or broken constrains nothing. */
const liveOf = ({ settings, observation }: CheckContext): Props | undefined =>
  observation
    .get("elasticache/replication-group")
    ?.find(
      ({ name, condition }) =>
        name === `${settings.name}-redis` && condition !== "leaving" && condition !== "broken",
    )?.props;

/** Where AWS's list cannot be had, AWS itself judges. */
async function checkParameters(context: CheckContext): Promise<SettingProblem[]> {
  const { env, settings, answers } = context;
  const { family } = versionOf(settings, answers);
  if (isInUse(context, family)) return [];
  const known = await findCacheParameters(env, family).catch(() => []);
  if (known.length === 0) return [];
  const byName = new Map(known.map((parameter) => [parameter.name, parameter]));
  return Object.entries(settings.cache.parameters).flatMap(([name, value]) => {
    const reason = parameterReason(byName.get(name), value, family);
    return reason === undefined ? [] : [{ key: `cache.parameters.${name}`, value, ...reason }];
  });
}

/** Whether a parameter group stands that has them already: AWS took them once. */
function isInUse({ settings, observation }: CheckContext, family: string): boolean {
  const wanted = Object.entries(settings.cache.parameters);
  const groups = observation.get("elasticache/cache-parameter-group") ?? [];
  return groups.some(({ props, condition }) => {
    const set = (props.parameters ?? {}) as Readonly<Record<string, unknown>>;
    const isSame = props.family === family && wanted.every(([name, value]) => set[name] === value);
    return isSame && condition === "standing";
  });
}

type Reason = Pick<SettingProblem, "allowed" | "text">;

function parameterReason(
  parameter: CacheParameter | undefined,
  value: string,
  family: string,
): Reason | undefined {
  if (parameter === undefined)
    return { text: `${family} has no such parameter`, allowed: `a parameter of ${family}` };
  if (!parameter.modifiable) return { text: "AWS lets nobody change it", allowed: "left out" };
  return isAllowed(parameter, value)
    ? undefined
    : { text: "ElastiCache refuses the value", allowed: parameter.allowed || `a ${parameter.dataType}` };
}

function checkUpgrade({ settings, answers }: CheckContext, live: Props | undefined): SettingProblem[] {
  const wanted = versionOf(settings, answers);
  const standing = parseEngineText(live?.engineVersion);
  if (standing === undefined || !isNewerCache(standing, wanted)) return [];
  const { engine, version } = standing;
  if (engine !== wanted.engine)
    return [
      {
        key: "cache.engine",
        value: wanted.engine,
        allowed: engine,
        text: "ElastiCache cannot go back from Valkey to Redis",
      },
    ];
  return [
    {
      key: "cache.engineVersion",
      value: settings.cache.engineVersion,
      allowed: `${version} or newer`,
      text: "ElastiCache cannot go back to an older version",
    },
  ];
}

/** A window that the settings leave to AWS stands where AWS put it, and the other one may not meet it. */
function checkWindows({ settings }: CheckContext, live: Props | undefined): SettingProblem[] {
  const { snapshotWindow, maintenanceWindow } = settings.cache;
  if ((snapshotWindow === undefined) === (maintenanceWindow === undefined)) return [];
  const daily = parseDaily(String(snapshotWindow ?? live?.snapshotWindow));
  const weekly = parseWeekly(String(maintenanceWindow ?? live?.maintenanceWindow));
  if (daily === undefined || weekly === undefined || !windowsOverlap(daily, weekly)) return [];
  const text = "AWS chose the other window, and the two meet";
  return snapshotWindow === undefined
    ? [
        {
          key: "cache.maintenanceWindow",
          value: maintenanceWindow,
          allowed: `a window that does not meet the snapshots' ${String(live?.snapshotWindow)}`,
          text,
        },
      ]
    : [
        {
          key: "cache.snapshotWindow",
          value: snapshotWindow,
          allowed: `a window that does not meet the maintenance's ${String(live?.maintenanceWindow)}`,
          text,
        },
      ];
}

async function checkNodeType(
  { env, settings }: CheckContext,
  live: Props | undefined,
): Promise<SettingProblem[]> {
  const { nodeType: value } = settings.cache;
  if (live === undefined || live.nodeType === value) return [];
  const types = await findNodeTypes(env, `${settings.name}-redis`).catch((): string[] => []);
  if (types.length === 0 || types.includes(value)) return [];
  const shown = types.slice(0, SHOWN_TYPES).join(", ");
  const rest = types.length > SHOWN_TYPES ? ` and ${types.length - SHOWN_TYPES} more` : "";
  const allowed = `${live.nodeType}, or one of ${shown}${rest}`;
  return [{ key: "cache.nodeType", value, allowed, text: "ElastiCache cannot scale to it in place" }];
}
