import { again } from "../../advice.ts";
import type { Answer } from "../../engine/lookup.ts";
import type { AwsLookup } from "../../resources/index.ts";
import {
  chooseVersion,
  findKafkaVersions,
  isAhead,
  isSameLine,
  modeOf,
  type VersionWish,
} from "../../resources/kafka/versions.ts";
import type { Settings } from "../settings.ts";

/** Key of the pinned Kafka version. */
export const VERSION_KEY = "kafka.version";

/** The guide's line. */
const LINE = "3";

/** The newest of that line when this was written: sent where AWS's list cannot be had. */
const LAST_KNOWN = { kraft: "3.9.x.kraft", zookeeper: "3.9.x" } as const;

const wishOf = ({ kafka: { version, mode } }: Settings): VersionWish => ({ version, mode, line: LINE });

const fallbackOf = ({ kafka: { version, mode } }: Settings): string => version ?? LAST_KNOWN[mode ?? "kraft"];

/**
 * The Kafka version: the one that the settings name, else the newest 3 that MSK offers, in KRaft mode where there is one.
 * Whether MSK offers a named one is checked with the plan, which tells what it offers instead.
 */
export const versionLookup = (settings: Settings): AwsLookup<string> => ({
  key: VERSION_KEY,
  source: `${settings.kafka.version ?? `newest ${LINE}`} ${settings.kafka.mode ?? "in any mode"} of kafka:ListKafkaVersions`,
  async ask(env) {
    const chosen = chooseVersion(await findKafkaVersions(env), wishOf(settings));
    if (chosen === undefined) throw new Error(`AWS offers no Kafka ${LINE} in ${env.region}.`);
    return chosen;
  },
  fallback: {
    value: fallbackOf(settings),
    notice: `AWS's list of Kafka versions could not be had: ${fallbackOf(settings)} is sent as it is.`,
  },
  live: {
    type: "kafka/cluster",
    read: ([cluster]) => cluster?.props.kafkaVersion as string | undefined,
    isSameLine,
    isAhead: (pinned, live) => isAhead(live, pinned) && !contradictsMode(settings, live),
  },
  newer: (pinned, offered) => noticeOn(settings, pinned, offered),
});

/** The way to KRaft is one way: who asks for ZooKeeper by name is to be told, not taken along. */
const contradictsMode = ({ kafka: { version, mode } }: Settings, live: string): boolean =>
  (mode ?? (version === undefined ? modeOf(live) : modeOf(version))) !== modeOf(live);

function noticeOn({ kafka }: Settings, pinned: string, offered: string): string | undefined {
  if (!isSameLine(pinned, offered)) return undefined;
  if (isAhead(offered, pinned))
    return `Kafka ${offered} is offered; the stack stays at ${pinned} until: ${again(`--upgrade ${VERSION_KEY}`)}`;
  if (kafka.version !== offered || !isAhead(pinned, offered)) return undefined;
  return `${VERSION_KEY} is ${offered}, but the cluster runs ${pinned} already: MSK cannot go back to an older version.`;
}

/** The version to declare. */
export const versionOf = (settings: Settings, answers: ReadonlyMap<string, Answer>): string =>
  (answers.get(VERSION_KEY)?.value as string | undefined) ?? fallbackOf(settings);
