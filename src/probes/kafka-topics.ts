import { LayerFailure } from "./failure.ts";

/** A topic as the settings ask for it. */
export interface ExpectedTopic {
  readonly name: string;
  readonly partitions: number;
  /** Copies of each partition. */
  readonly replicas: number;
  /** Copies that must be in step for a write to be taken. */
  readonly minInSyncReplicas: number;
}

/** A topic as the cluster tells it. */
export interface SeenTopic {
  readonly name?: string | null | undefined;
  readonly errorCode: number;
  readonly partitions: readonly SeenPartition[];
}

/** A partition as the cluster tells it. */
export interface SeenPartition {
  readonly partitionIndex: number;
  /** -1 while nobody leads. */
  readonly leaderId: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
}

/** Compares topics with what is asked; throws `LayerFailure` for the first that differs, else tells what was seen. */
export function checkTopics(expected: readonly ExpectedTopic[], seen: readonly SeenTopic[]): string {
  const names = seen.filter(({ errorCode }) => errorCode === 0).map(({ name }) => name);
  const missing = expected.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw new LayerFailure("not-found", `no topic ${missing.join(", ")}`);
  const notes = expected.flatMap((topic) => {
    const found = seen.find(({ name }) => name === topic.name);
    return found === undefined ? [] : checkTopic(topic, found);
  });
  const listed = `${seen.length} topics listed`;
  return [expected.length === 0 ? listed : `${listed}, ${expected.length} as asked`, ...notes].join(", ");
}

function checkTopic(expected: ExpectedTopic, { partitions }: SeenTopic): readonly string[] {
  const { name } = expected;
  if (partitions.length < expected.partitions)
    throw new LayerFailure(
      "mismatch",
      `topic ${name} has ${partitions.length} partitions, not ${expected.partitions}`,
    );
  const copies = partitions.find(({ replicaNodes }) => replicaNodes.length !== expected.replicas);
  if (copies !== undefined)
    throw new LayerFailure(
      "mismatch",
      `partition ${copies.partitionIndex} of topic ${name} has ${copies.replicaNodes.length} replicas, not ${expected.replicas}`,
    );
  const headless = partitions.find(({ leaderId }) => leaderId < 0);
  if (headless !== undefined)
    throw new LayerFailure(
      "unhealthy",
      `partition ${headless.partitionIndex} of topic ${name} has no leader`,
    );
  return checkInSync(expected, partitions);
}

function checkInSync(expected: ExpectedTopic, partitions: readonly SeenPartition[]): readonly string[] {
  const { name, minInSyncReplicas: least } = expected;
  const short = partitions.find(({ isrNodes }) => isrNodes.length < least);
  if (short !== undefined)
    throw new LayerFailure(
      "unhealthy",
      `partition ${short.partitionIndex} of topic ${name} has ${short.isrNodes.length} replicas in step and takes writes from ${least}`,
    );
  const behind = partitions.filter(({ isrNodes, replicaNodes }) => isrNodes.length < replicaNodes.length);
  return behind.length === 0 ? [] : [`${behind.length} partitions of ${name} have a replica that lags`];
}
