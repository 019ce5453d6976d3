import { kafkaCluster } from "./cluster.ts";
import { kafkaConfiguration } from "./configuration.ts";
import { kafkaTopic } from "./topic.ts";

/** The resource types of MSK. */
export const kafkaTypes = [kafkaConfiguration, kafkaCluster, kafkaTopic] as const;
