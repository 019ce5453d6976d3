import { listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { bootstrapBrokerOperations } from "./bootstrap-brokers.ts";
import { clusterOperations } from "./cluster.ts";
import { clusterOperationOperations } from "./cluster-operation.ts";
import { clusterUpdateOperations } from "./cluster-update.ts";
import { configurationOperations } from "./configuration.ts";
import { KAFKA_DIALECT } from "./dialect.ts";
import { kafkaVersionOperations } from "./kafka-version.ts";
import { kafkaOffers } from "./offers.ts";
import { clusters, configurations, topics } from "./tables.ts";
import { tagOperations } from "./tag.ts";
import { topicOperations } from "./topic.ts";
import { topicReadOperations } from "./topic-reads.ts";

/** MSK: configurations, provisioned clusters with standard brokers, topics, and what is offered. */
export const kafka: SandboxService = {
  clientName: "KafkaClient",
  dialect: KAFKA_DIALECT,
  operations: {
    ...bootstrapBrokerOperations,
    ...clusterOperationOperations,
    ...clusterOperations,
    ...clusterUpdateOperations,
    ...configurationOperations,
    ...kafkaVersionOperations,
    ...tagOperations,
    ...topicOperations,
    ...topicReadOperations,
  },
  needs,
  offers: [kafkaOffers],
  listings: [
    listTable(configurations, { name: ({ name }) => name }),
    listTable(clusters, { name: ({ name }) => name }),
    listTable(topics, { name: ({ name }) => name }),
  ],
};
