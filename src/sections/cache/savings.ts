import type { Saving } from "../section.ts";
import type { Settings } from "../settings.ts";

/** The oldest Valkey that ElastiCache offers. Source: ElastiCache User Guide, "Supported engines and versions". */
const OLDEST_VALKEY = "7.2";

/** Where the cache could cost less. */
export function cacheSavings({ cache }: Settings): Saving[] {
  if (cache.engine === "valkey") return [];
  return [
    {
      sets: [
        ["cache.engine", "valkey"],
        ["cache.engineVersion", OLDEST_VALKEY],
      ],
      loses: "Valkey speaks Redis's protocol, but there is no way back to Redis.",
    },
  ];
}
