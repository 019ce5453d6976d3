import type { Answer } from "../../engine/lookup.ts";
import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { versionOf } from "./lookups.ts";

const STEP = "Cache Setup 1";

/** Where the cache differs from the guide, and why. */
export function cacheDeviations(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const { name, cache } = settings;
  return [
    ...versionDeviation(settings, answers),
    ...(cache.automaticFailover && cache.multiAz ? [MULTI_AZ] : []),
    {
      step: STEP,
      guide: "an AUTH token in the command line",
      ours: `a generated one in the secret ${name}/redis-auth-token`,
      reason: "a token in a command stays in shell histories and process lists",
    },
    ...(cache.snapshotRetentionDays > 0
      ? [
          {
            step: STEP,
            guide: "no snapshots",
            ours: `automatic snapshots (cache.snapshotRetentionDays: ${cache.snapshotRetentionDays})`,
            reason: "what the cache held must not be lost with it",
          },
        ]
      : []),
    {
      step: "Cache Setup 2",
      guide: "the parameter group made after the cluster and never attached",
      ours: "made before it and attached to it",
      reason: "parameters of a group that nothing uses have no effect",
    },
  ];
}

const MULTI_AZ: Deviation = {
  step: STEP,
  guide: "automatic failover only",
  ours: "automatic failover and Multi-AZ",
  reason: "without Multi-AZ both nodes may stand in the one zone that fails",
};

function versionDeviation(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const { engine, engineVersion } = settings.cache;
  const { version } = versionOf(settings, answers);
  if (engine !== "redis" || version === engineVersion || version === "7.0") return [];
  const reason = `AWS no longer offers ${engineVersion} or has upgraded it; this one is the nearest`;
  return [{ step: STEP, guide: "Redis 7.0", ours: `Redis ${version}`, reason }];
}
