import type {
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  DeleteTopicCommandInput,
  DeleteTopicCommandOutput,
  UpdateTopicCommandInput,
  UpdateTopicCommandOutput,
} from "@aws-sdk/client-kafka";
import { type Call, change } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { badRequest } from "./dialect.ts";
import { topicArn } from "./identifier.ts";
import { standingOf } from "./lifecycle.ts";
import { type KafkaCluster, type KafkaTopic, topics } from "./tables.ts";
import { parseConfiguration } from "./topic-configuration.ts";
import { getServing, READ_LAG_SECONDS } from "./topic-serving.ts";

/** A topic being deleted keeps its name for a moment. */
const DELETE_SECONDS = 5;

const toId = (clusterArn: string, name: string): string => `${clusterArn}|${name}`;

function checkName(call: Call, cluster: KafkaCluster, name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name) || name === "." || name === "..")
    throw badRequest("topicName", `Topic name "${name}" is illegal.`);
  const plain = (text: string): string => text.replaceAll(".", "_");
  const twin = call.account
    .table(topics)
    .all()
    .find(
      (topic) => topic.clusterArn === cluster.id && topic.name !== name && plain(topic.name) === plain(name),
    );
  if (twin !== undefined && twin.deletedAt === undefined)
    throw badRequest("topicName", `Topic '${name}' collides with existing topics: ${twin.name}`);
}

/** The topic as it truly is; `undefined` once its deletion is over, however long reads show it. */
function findStanding(call: Call, id: string): KafkaTopic | undefined {
  const row = call.account.table(topics).find(id);
  const isOver =
    row?.deletedAt !== undefined && call.account.clock.secondsSince(row.deletedAt) >= DELETE_SECONDS;
  return isOver ? undefined : row;
}

function getTopic(call: Call, cluster: KafkaCluster, name: string | undefined): KafkaTopic {
  const row = findStanding(call, toId(cluster.id, name ?? ""));
  if (row !== undefined && row.deletedAt === undefined) return row;
  throw new Refusal(
    "UnknownTopicOrPartitionException",
    `This server does not host this topic-partition: ${name ?? ""}`,
    { status: 404 },
  );
}

function createTopic(
  input: CreateTopicCommandInput,
  call: Call,
): Omit<CreateTopicCommandOutput, "$metadata"> {
  const cluster = getServing(call, input.ClusterArn);
  const { TopicName: name = "", PartitionCount: partitions = 0, ReplicationFactor: factor = 0 } = input;
  checkName(call, cluster, name);
  const configuration = parseConfiguration(input.Configs);
  if (!Number.isInteger(partitions) || partitions < 1)
    throw badRequest("partitionCount", "Number of partitions must be larger than 0.");
  const { brokers } = standingOf(cluster, call).settings;
  if (!Number.isInteger(factor) || factor < 1)
    throw badRequest("replicationFactor", "Replication factor must be larger than 0.");
  if (factor > brokers)
    throw badRequest(
      "replicationFactor",
      `Replication factor: ${factor} larger than available brokers: ${brokers}.`,
    );
  const id = toId(cluster.id, name);
  if (findStanding(call, id) !== undefined)
    throw new Refusal("TopicExistsException", `Topic '${name}' already exists.`, { status: 409 });
  const at = call.account.clock.now();
  call.account.table(topics).insert({
    id,
    createdAt: at,
    clusterArn: cluster.id,
    name,
    replicationFactor: factor,
    changes: [{ at, partitions, configuration }],
  });
  return { TopicArn: topicArn(cluster.id, name), TopicName: name, Status: "CREATING" };
}

function updateTopic(
  input: UpdateTopicCommandInput,
  call: Call,
): Omit<UpdateTopicCommandOutput, "$metadata"> {
  const cluster = getServing(call, input.ClusterArn);
  const row = getTopic(call, cluster, input.TopicName);
  const { Configs, PartitionCount } = input;
  if ((Configs === undefined) === (PartitionCount === undefined))
    throw badRequest("configs", "You must specify either configs or partitionCount to update.");
  const last = row.changes.at(-1);
  const partitions = last?.partitions ?? 0;
  if (PartitionCount !== undefined && PartitionCount <= partitions)
    throw badRequest("partitionCount", `Topic already has ${partitions} partition(s).`);
  const changed = {
    at: call.account.clock.now(),
    partitions: PartitionCount ?? partitions,
    configuration: Configs === undefined ? (last?.configuration ?? {}) : parseConfiguration(Configs),
  };
  call.account.table(topics).update(row.id, { changes: [...row.changes, changed] });
  return { TopicArn: topicArn(cluster.id, row.name), TopicName: row.name, Status: "UPDATING" };
}

function deleteTopic(
  input: DeleteTopicCommandInput,
  call: Call,
): Omit<DeleteTopicCommandOutput, "$metadata"> {
  const cluster = getServing(call, input.ClusterArn);
  const row = getTopic(call, cluster, input.TopicName);
  call.account.table(topics).retire(row.id, DELETE_SECONDS + READ_LAG_SECONDS);
  return { TopicArn: topicArn(cluster.id, row.name), TopicName: row.name, Status: "DELETING" };
}

/** MSK's calls that change topics. */
export const topicOperations = {
  CreateTopic: change<CreateTopicCommandInput, CreateTopicCommandOutput>(createTopic),
  UpdateTopic: change<UpdateTopicCommandInput, UpdateTopicCommandOutput>(updateTopic),
  DeleteTopic: change<DeleteTopicCommandInput, DeleteTopicCommandOutput>(deleteTopic),
};
