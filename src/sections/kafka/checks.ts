import type { Observed } from "../../engine/resource.ts";
import { LEAST_STEP_GIB } from "../../resources/kafka/storage-cool-down.ts";
import { findKafkaVersions, findUpgradeTargets, isAhead, modeOf } from "../../resources/kafka/versions.ts";
import type { CheckContext, SettingProblem } from "../section.ts";
import { versionOf } from "./lookups.ts";
import { brokersOf, countZones } from "./placement.ts";

/** What MSK would refuse of brokers, topics and version. */
export async function checkKafka(context: CheckContext): Promise<readonly SettingProblem[]> {
  const live = liveCluster(context);
  return [
    ...zoneProblems(context),
    ...replicaProblems(context),
    ...shrinkingProblems(context, live),
    ...storageProblems(context, live),
    ...modeProblems(context),
    ...partitionProblems(context),
    ...(await versionProblems(context, live)),
  ];
}

type Live = Observed | undefined;

/** The cluster that stands under our name; one on its way out or broken constrains nothing. */
const liveCluster = ({ settings, observation }: CheckContext): Live =>
  observation
    .get("kafka/cluster")
    ?.find(
      ({ attributes, condition }) =>
        attributes.name === `${settings.name}-kafka` && condition !== "leaving" && condition !== "broken",
    );

function zoneProblems({ settings, answers }: CheckContext): SettingProblem[] {
  const zones = countZones(settings, answers);
  if (zones < 2) {
    const key = "network.existing.dataSubnetIds";
    const text = "MSK needs subnets in two or three zones, and has no brokers in the zone use1-az3";
    const allowed = "subnets in two zones at least";
    return [{ key, value: settings.network.existing?.dataSubnetIds, allowed, text }];
  }
  const { brokers } = settings.kafka;
  if (brokers === undefined || brokers % zones === 0) return [];
  const text = `the brokers are spread evenly over ${zones} zones`;
  return [{ key: "kafka.brokers", value: brokers, allowed: `a multiple of ${zones}`, text }];
}

function replicaProblems({ settings, answers }: CheckContext): SettingProblem[] {
  const brokers = brokersOf(settings, answers);
  const allowed = `at most ${brokers}`;
  const text = `each replica has a broker of its own, and there are ${brokers}`;
  return settings.kafka.topics.flatMap(({ replicationFactor: value }, index) =>
    value <= brokers ? [] : [{ key: `kafka.topics[${index}].replicationFactor`, value, allowed, text }],
  );
}

function shrinkingProblems({ settings, answers }: CheckContext, live: Live): SettingProblem[] {
  const standing = live?.props.brokers;
  const value = brokersOf(settings, answers);
  if (typeof standing !== "number" || value >= standing) return [];
  const text = "MSK removes no broker that holds partitions";
  return [{ key: "kafka.brokers", value, allowed: `${standing} or more`, text }];
}

/** More than is asked for stays; MSK refuses to add a little. */
function storageProblems({ settings }: CheckContext, live: Live): SettingProblem[] {
  const standing = live?.props.storageGib;
  const { storageGib: value } = settings.kafka;
  if (typeof standing !== "number" || value <= standing || value >= standing + LEAST_STEP_GIB) return [];
  const allowed = `${standing}, or ${standing + LEAST_STEP_GIB} or more`;
  const text = `MSK makes the storage of brokers larger by at least ${LEAST_STEP_GIB} GiB`;
  return [{ key: "kafka.storageGib", value, allowed, text }];
}

/** A configuration of ours serves one cluster only: what the brokers of its mode do not know is of no use in it. */
function modeProblems({ settings, answers }: CheckContext): SettingProblem[] {
  if (modeOf(versionOf(settings, answers)) === "zookeeper") return [];
  return Object.entries(settings.kafka.serverProperties).flatMap(([name, value]) =>
    name.startsWith("zookeeper.")
      ? [
          {
            key: `kafka.serverProperties.${name}`,
            value,
            allowed: "left out",
            text: "a cluster in KRaft mode has no ZooKeeper",
          },
        ]
      : [],
  );
}

function partitionProblems({ settings, observation }: CheckContext): SettingProblem[] {
  const standing = new Map(
    (observation.get("kafka/topic") ?? [])
      .filter(({ condition }) => condition !== "leaving")
      .map(({ attributes, props }) => [attributes.name, Number(props.partitions ?? 0)]),
  );
  return settings.kafka.topics.flatMap(({ name, partitions: value }, index) => {
    const most = standing.get(name) ?? 0;
    if (value >= most) return [];
    const text = `${name} has ${most} partitions, and Kafka takes none away`;
    return [{ key: `kafka.topics[${index}].partitions`, value, allowed: `${most} or more`, text }];
  });
}

/** What stands already is not asked about: MSK stops offering what it goes on running. */
async function versionProblems(context: CheckContext, live: Live): Promise<SettingProblem[]> {
  const { env, settings, answers } = context;
  const wanted = versionOf(settings, answers);
  const standing = live?.props.kafkaVersion;
  if (standing === wanted) return [];
  if (typeof standing === "string" && live !== undefined) return upgradeProblems(context, { live, standing });
  const offered = await findKafkaVersions(env).catch((): string[] => []);
  if (offered.length === 0 || offered.includes(wanted)) return [];
  const text = `Amazon MSK offers no Kafka ${wanted} for new clusters in ${env.region}`;
  const value = settings.kafka.version ?? wanted;
  return [{ key: "kafka.version", value, allowed: `one of ${offered.join(", ")}`, text }];
}

async function upgradeProblems(
  { env, settings, answers }: CheckContext,
  { live, standing }: { readonly live: Observed; readonly standing: string },
): Promise<SettingProblem[]> {
  const wanted = versionOf(settings, answers);
  const key =
    settings.kafka.version === undefined && settings.kafka.mode !== undefined
      ? "kafka.mode"
      : "kafka.version";
  const value = key === "kafka.mode" ? settings.kafka.mode : (settings.kafka.version ?? wanted);
  const problem = (allowed: string, text: string): SettingProblem[] => [{ key, value, allowed, text }];
  if (modeOf(standing) === "kraft" && modeOf(wanted) === "zookeeper")
    return problem(`${standing} or newer`, "there is no way back from KRaft to ZooKeeper");
  if (isAhead(standing, wanted))
    return problem(`${standing} or newer`, "MSK cannot go back to an older version");
  const targets = await findUpgradeTargets(env, live.id).catch((): string[] => []);
  if (targets.length === 0 || targets.includes(wanted)) return [];
  return problem(
    `${standing}, or one of ${targets.join(", ")}`,
    `MSK offers no way from ${standing} to ${wanted} in one step`,
  );
}
