import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";

/** What Kafka hands to the sections after it. */
export interface KafkaHandles {
  /** `host:port` of brokers, comma-separated and sorted. */
  readonly bootstrapServers: Ref<string>;
  readonly clusterArn: Ref<string>;
  readonly clusterName: string;
  readonly cluster: Handle<unknown>;
  readonly topics: readonly Handle<unknown>[];
}
