import {
  DescribeTopicCommand,
  type DescribeTopicCommandOutput,
  paginateListTopics,
  type TopicInfo,
} from "@aws-sdk/client-kafka";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import type { Condition, Observed, Scope } from "../../engine/resource.ts";
import { collect, orAbsent, present } from "../type.ts";
import { whileActive } from "./cluster-state.ts";
import { parseProperties } from "./properties.ts";
import { isBrokerTimeout, isBrokerTrouble } from "./refusals.ts";

/** What a Kafka topic is asked to be. */
export type TopicProps = {
  clusterArn: string;
  /** 1 to 249 letters, digits, periods, underscores and hyphens. */
  name: string;
  /** Only grows. */
  partitions: number;
  /** At most the number of brokers. */
  replicationFactor: number;
  /** Topic configuration by key; other keys are the brokers' business. */
  configuration: Readonly<Record<string, string>>;
};

/** What a topic tells others. */
export type TopicAttributes = { arn: string; name: string; clusterArn: string };

export type ObservedTopic = Observed<TopicProps, TopicAttributes>;
type Place = Pick<TopicProps, "clusterArn" | "name">;

/** Error codes by which MSK says that a topic, or its cluster, is not there. */
export const NO_TOPIC = ["NotFoundException", "UnknownTopicOrPartitionException"] as const;

/** Seconds for which brokers may be out of reach: while one restarts, another takes over. */
const TROUBLE_SECONDS = 300;

/** MSK gives topics no id: cluster and name make one, which is the natural key, too. */
export const toTopicId = ({ clusterArn, name }: Place): string => `${clusterArn}|${name}`;

/** Cluster and name of a topic's id. */
export function placeOf(id: string): Place {
  const [clusterArn = "", name = ""] = id.split("|");
  return { clusterArn, name };
}

/** A topic's own ARN: `…:cluster/NAME/UUID` becomes `…:topic/NAME/UUID/TOPIC`. */
const toTopicArn = ({ clusterArn, name }: Place): string =>
  `${clusterArn.replace(":cluster/", ":topic/")}/${name}`;

const CONDITIONS: Readonly<Record<string, Condition>> = { ACTIVE: "standing", DELETING: "leaving" };

type Told = Pick<DescribeTopicCommandOutput, "PartitionCount" | "ReplicationFactor" | "Configs" | "Status">;

/** Topic configuration as it travels: JSON with text values, in base64. */
export const encodeConfiguration = (configuration: TopicProps["configuration"]): string =>
  Buffer.from(JSON.stringify(configuration)).toString("base64");

/**
 * Reads topic configuration as MSK tells it, the brokers' own values included: JSON or lines of `key=value`, in base64 or
 * not, since its documents show both; `undefined` for what is neither. Source: MSK API reference, DescribeTopic, `Configs`.
 */
export function decodeConfiguration(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined || text.trim() === "") return {};
  const decoded = BASE64.test(text) ? Buffer.from(text, "base64").toString("utf8") : text;
  return fromJson(decoded) ?? fromLines(decoded);
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function fromJson(text: string): Record<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
    return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
  } catch {
    return undefined;
  }
}

function fromLines(text: string): Record<string, string> | undefined {
  const isRead = text.split(/\r?\n/).every((line) => /^\s*([#!].*|[a-z][\w.-]*\s*=.*)?$/i.test(line));
  return isRead ? parseProperties(text) : undefined;
}

const known = (place: Place): Pick<ObservedTopic, "id" | "name" | "attributes"> => ({
  id: toTopicId(place),
  name: toTopicId(place),
  attributes: { arn: toTopicArn(place), ...place },
});

function toObserved(place: Place, told: Told): ObservedTopic {
  const status = told.Status ?? "ACTIVE";
  const sizes = {
    ...(told.PartitionCount === undefined ? {} : { partitions: told.PartitionCount }),
    ...(told.ReplicationFactor === undefined ? {} : { replicationFactor: told.ReplicationFactor }),
  };
  const configuration = decodeConfiguration(told.Configs);
  const props = { ...place, ...sizes, ...(configuration === undefined ? {} : { configuration }) };
  return {
    ...known(place),
    condition: CONDITIONS[status] ?? "pending",
    status,
    props,
    ...(configuration === undefined ? { untold: ["configuration"] } : {}),
  };
}

/** A topic of which nothing can be read while its cluster changes. */
const toUnread = (place: Place): ObservedTopic => ({
  ...known(place),
  condition: "pending",
  status: "not told while the cluster changes",
  props: {},
  unread: true,
});

/** Makes a read of topics, again while no broker answers. */
export const untilAnswered = <T>(aws: Aws, read: () => Promise<T>): Promise<T> =>
  untilSettled(
    read,
    {
      isLag: (error) => isBrokerTrouble(error) || isBrokerTimeout(error),
      budgetSeconds: TROUBLE_SECONDS,
    },
    aws.clock,
  );

/** Reads a topic by its id; `undefined` if MSK does not show it, `unread` while the cluster's state forbids to look. */
export async function findTopic(aws: Aws, id: string): Promise<ObservedTopic | undefined> {
  const place = placeOf(id);
  const command = new DescribeTopicCommand({ ClusterArn: place.clusterArn, TopicName: place.name });
  const read = (): Promise<DescribeTopicCommandOutput> => aws.safe.kafka.send(command);
  const told = await whileActive(aws, place.clusterArn, () =>
    untilAnswered(aws, () => orAbsent(read, ...NO_TOPIC)),
  );
  if (told === undefined) return toUnread(place);
  return told.answer === undefined || isEmpty(told.answer) ? undefined : toObserved(place, told.answer);
}

/** MSK may answer without an error for a topic that is not there: such an answer names none. */
export const isEmpty = ({ TopicName }: Pick<DescribeTopicCommandOutput, "TopicName">): boolean =>
  TopicName === undefined || TopicName === "";

/** Lists the topics of a cluster whose names begin so; `undefined` while the cluster's state forbids to look. */
export async function findTopicList(
  aws: Aws,
  clusterArn: string,
  prefix = "",
): Promise<TopicInfo[] | undefined> {
  const filter = prefix === "" ? {} : { TopicNameFilter: prefix };
  const read = (): Promise<TopicInfo[]> =>
    collect(
      paginateListTopics({ client: aws.safe.kafka }, { ClusterArn: clusterArn, ...filter }),
      (page) => page.Topics,
    );
  const told = await whileActive(aws, clusterArn, () =>
    untilAnswered(aws, () => orAbsent(read, "NotFoundException")),
  );
  return told === undefined ? undefined : (told.answer ?? []);
}

function commonPrefix(names: readonly string[]): string {
  const [first = "", ...others] = names;
  const length = [...first].findIndex((letter, index) => others.some((name) => name[index] !== letter));
  return length === -1 ? first : first.slice(0, length);
}

/** ListTopics tells neither status nor configuration. */
function toListed(place: Place, listed: TopicInfo): ObservedTopic {
  const { PartitionCount, ReplicationFactor } = listed;
  return { ...toObserved(place, { PartitionCount, ReplicationFactor }), status: "listed" };
}

interface Wish {
  readonly clusterArn: string;
  readonly names: readonly string[];
  /** Names of topics of whose configuration some key is ours. */
  readonly configured: ReadonlySet<string>;
}

async function findInCluster(aws: Aws, { clusterArn, names, configured }: Wish): Promise<ObservedTopic[]> {
  const places = names.map((name) => ({ clusterArn, name }));
  const listed = await findTopicList(aws, clusterArn, commonPrefix(names));
  if (listed === undefined) return places.map(toUnread);
  const byName = new Map(listed.map((topic) => [topic.TopicName, topic]));
  const found = places.map(async (place) => {
    const topic = byName.get(place.name);
    if (topic === undefined) return undefined;
    return configured.has(place.name) ? findTopic(aws, toTopicId(place)) : toListed(place, topic);
  });
  return present(await Promise.all(found));
}

const hasKeys = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** Reads the topics that are known or wanted; one call a topic only where configuration of ours is to be compared. */
export async function findTopics(aws: Aws, { names, ids, wanted = [] }: Scope): Promise<ObservedTopic[]> {
  const places = [...new Set([...names, ...ids])].map(placeOf);
  const configured = wanted.filter(({ configuration }) => hasKeys(configuration)).map(({ name }) => name);
  const wishes = [...new Set(places.map(({ clusterArn }) => clusterArn))].map((clusterArn) => ({
    clusterArn,
    names: places.filter((place) => place.clusterArn === clusterArn).map(({ name }) => name),
    configured: new Set(configured.map(String)),
  }));
  return (await Promise.all(wishes.map((wish) => findInCluster(aws, wish)))).flat();
}
