import type { Answer } from "../../engine/lookup.ts";
import type { Ref } from "../../engine/ref.ts";
import type { ExistingNetwork } from "../../resources/ec2/existing-network.ts";
import type { NetworkHandles } from "../network/handles.ts";
import { answerOf } from "../section.ts";
import type { Settings } from "../settings.ts";

/** A cluster spans so many zones at most. Source: MSK API reference, BrokerNodeGroupInfo. */
const MOST_ZONES = 3;

/** Zones, by the id that means the same in every account, in which MSK has no brokers. Source: the same. */
const ZONES_WITHOUT = ["use1-az3"];

/** As many brokers as replicas in the guide. */
const LEAST_BROKERS = 3;

type Answers = ReadonlyMap<string, Answer>;

/** Of the subnets that the settings name, one in each zone that MSK serves. */
function existingSubnetIds(ids: readonly string[], answers: Answers): string[] {
  const found = answerOf<ExistingNetwork>(answers, "network.existing")?.subnets;
  if (found === undefined) return ids.slice(0, MOST_ZONES);
  const usable = ids
    .flatMap((id) => found.find((subnet) => subnet.id === id) ?? [])
    .filter(({ zoneId }) => !ZONES_WITHOUT.includes(zoneId));
  const first = usable.filter(({ zone }, index, all) => all.findIndex((one) => one.zone === zone) === index);
  return first.slice(0, MOST_ZONES).map(({ id }) => id);
}

/** The subnets for the brokers, one a zone. */
export function brokerSubnets(
  { network: { existing } }: Settings,
  answers: Answers,
  network: Pick<NetworkHandles, "dataSubnetIds">,
): readonly (string | Ref<string>)[] {
  return existing === undefined
    ? network.dataSubnetIds.slice(0, MOST_ZONES)
    : existingSubnetIds(existing.dataSubnetIds, answers);
}

/** In how many zones brokers can stand. */
export function countZones({ network }: Settings, answers: Answers): number {
  const { existing } = network;
  if (existing !== undefined) return existingSubnetIds(existing.dataSubnetIds, answers).length;
  const zones = answerOf<readonly unknown[]>(answers, "network.zones") ?? network.dataSubnets;
  return Math.min(zones.length, MOST_ZONES);
}

/** The brokers to declare: those that the settings name, else the least that holds three replicas and fits the zones. */
export function brokersOf(settings: Settings, answers: Answers): number {
  const zones = Math.max(countZones(settings, answers), 1);
  return settings.kafka.brokers ?? Math.ceil(LEAST_BROKERS / zones) * zones;
}
