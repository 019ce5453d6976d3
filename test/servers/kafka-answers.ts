/** A topic of the broker; of its replicas, numbered from 1, so many are in step. */
export interface TopicSetup {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  /** @default all */
  readonly inSync?: number;
  /** @default the first replica; -1 is nobody */
  readonly leader?: number;
}

type Part = Buffer;

// Source: Apache Kafka protocol guide. From version 9 on Metadata is "flexible": compact lengths and tagged fields.
const int8 = (value: number): Part => Buffer.from([value & 0xff]);
const int16 = (value: number): Part => Buffer.from([value >> 8, value & 0xff]);
const int32 = (value: number): Part => Buffer.from([value >> 24, value >> 16, value >> 8, value]);
const all = (...parts: readonly Part[]): Part => Buffer.concat(parts);

/** How texts, arrays and the ends of structures are written, in the old way or the flexible one. */
function toWriter(flexible: boolean) {
  const count = (length: number): Part => (flexible ? int8(length + 1) : int32(length));
  return {
    text: (value: string): Part =>
      all(flexible ? int8(value.length + 1) : int16(value.length), Buffer.from(value)),
    nothing: (): Part => (flexible ? int8(0) : int16(-1)),
    list: (items: readonly Part[]): Part => all(count(items.length), ...items),
    tags: (): Part => (flexible ? int8(0) : Buffer.alloc(0)),
    only: (part: Part): Part => (flexible ? part : Buffer.alloc(0)),
  };
}

/** What an ApiVersions request is answered: Metadata up to 12 and itself up to 3. */
export function toApiVersions(version: number): Part {
  const { list, tags } = toWriter(version >= 3);
  const apis = [
    [3, 0, 12],
    [18, 0, 3],
  ].map((range) => all(...range.map(int16), tags()));
  return all(int16(0), list(apis), version >= 1 ? int32(0) : Buffer.alloc(0), tags());
}

/** What a Metadata request is answered: one broker and its topics. Knows version 4, which kcat asks for, and 12. */
export function toMetadata(
  version: number,
  { port, topics }: { readonly port: number; readonly topics: readonly TopicSetup[] },
): Part {
  const { text, nothing, list, tags, only } = toWriter(version >= 9);
  const brokers = [1, 2, 3].map((id) => all(int32(id), text("127.0.0.1"), int32(port), nothing(), tags()));
  const seen = topics.map((topic) =>
    all(
      int16(0),
      text(topic.name),
      only(Buffer.alloc(16)),
      int8(0),
      toPartitions(topic, version >= 9),
      only(int32(0)),
      tags(),
    ),
  );
  return all(only(tags()), int32(0), list(brokers), text("test"), int32(1), list(seen), tags());
}

function toPartitions(
  { partitions, replicas, inSync = replicas, leader = 1 }: TopicSetup,
  flexible: boolean,
): Part {
  const { list, tags, only } = toWriter(flexible);
  const nodes = (length: number): Part => list(Array.from({ length }, (_, index) => int32(index + 1)));
  const each = Array.from({ length: partitions }, (_, index) =>
    all(
      int16(0),
      int32(index),
      int32(leader),
      only(int32(0)),
      nodes(replicas),
      nodes(inSync),
      only(nodes(0)),
      tags(),
    ),
  );
  return list(each);
}
