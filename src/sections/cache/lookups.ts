import { again } from "../../advice.ts";
import type { Answer } from "../../engine/lookup.ts";
import {
  type CacheVersion,
  chooseCacheVersion,
  familyOf,
  findCacheVersions,
  isNewerCache,
  isSameCacheLine,
  parseEngineText,
  toOfferedForm,
} from "../../resources/elasticache/engine-versions.ts";
import type { AwsLookup } from "../../resources/index.ts";
import type { Settings } from "../settings.ts";

/** Key of the pinned version and family. */
export const VERSION_KEY = "cache.engineVersion";

/** The version that the settings name, its family taken from the rule that AWS's names follow so far. */
function askedFor({ cache }: Settings): CacheVersion {
  const { engine, engineVersion: version } = cache;
  return { engine, version, family: familyOf(engine, version) };
}

/**
 * The version and the family of its parameter groups: the asked one while AWS offers it, else the newest of its line.
 * Where AWS's list cannot be had, the settings' own version is sent.
 */
export const versionLookup = (settings: Settings): AwsLookup<CacheVersion> => {
  const { engine, engineVersion } = settings.cache;
  return {
    key: VERSION_KEY,
    source: `${engine} ${engineVersion} of elasticache:DescribeCacheEngineVersions`,
    async ask(env) {
      const chosen = chooseCacheVersion(await findCacheVersions(env, engine), engineVersion);
      if (chosen === undefined)
        throw new Error(`AWS offers no ${engine} ${engineVersion} in ${settings.region}.`);
      return chosen;
    },
    fallback: {
      value: askedFor(settings),
      notice: `AWS's list of cache engine versions could not be had: ${engine} ${engineVersion} is sent as it is.`,
    },
    live: {
      type: "elasticache/replication-group",
      read: ([group]) => readLive(group?.props ?? {}),
      isSameLine: isSameCacheLine,
      isAhead: (pinned, live) => isNewerCache(live, pinned),
    },
    newer: (pinned, offered) =>
      isSameCacheLine(pinned, offered) && isNewerCache(offered, pinned)
        ? `${offered.engine} ${offered.version} is offered; the stack stays at ${pinned.version} until: ${again(`--upgrade ${VERSION_KEY}`)}`
        : undefined,
  };
};

function readLive(props: Record<string, unknown>): CacheVersion | undefined {
  const live = parseEngineText(props.engineVersion);
  if (live === undefined) return undefined;
  const { engine } = live;
  const version = toOfferedForm(live.version);
  return { engine, version, family: familyOf(engine, version) };
}

/** The version and family to declare. */
export const versionOf = (settings: Settings, answers: ReadonlyMap<string, Answer>): CacheVersion =>
  (answers.get(VERSION_KEY)?.value as CacheVersion | undefined) ?? askedFor(settings);
