import { GetBootstrapBrokersCommand, paginateListClustersV2 } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import { collect, orAbsent } from "../type.ts";
import { type ClusterLook, findClusterLook, type ObservedCluster, toLook } from "./cluster-observed.ts";
import { whileActive } from "./cluster-state.ts";

/** MSK tells the brokers' addresses only of a cluster that stands, and their order is not stable. */
async function withBrokers(aws: Aws, { observed }: ClusterLook): Promise<ObservedCluster> {
  if (observed.condition === "broken" || observed.condition === "leaving") return observed;
  const bootstrapBrokers = await findBootstrapBrokers(aws, observed.id);
  if (bootstrapBrokers === undefined) return observed;
  return { ...observed, attributes: { ...observed.attributes, bootstrapBrokers } };
}

/** `undefined` while the cluster is not ACTIVE, or MSK leaves the addresses out. */
async function findBootstrapBrokers(aws: Aws, arn: string): Promise<string | undefined> {
  const command = new GetBootstrapBrokersCommand({ ClusterArn: arn });
  const told = await whileActive(aws, arn, () =>
    orAbsent(() => aws.safe.kafka.send(command), "NotFoundException"),
  );
  const brokers = (told?.answer?.BootstrapBrokerStringTls ?? "").split(",").filter((broker) => broker !== "");
  return brokers.length === 0 ? undefined : brokers.sort().join(",");
}

/** Reads a cluster by its ARN; `undefined` if there is none. */
export async function findCluster(aws: Aws, arn: string): Promise<ObservedCluster | undefined> {
  const look = await findClusterLook(aws, arn);
  return look === undefined ? undefined : withBrokers(aws, look);
}

/** Reads the clusters of a name: those that are being deleted may stand beside a living one. */
export async function findClustersByName(aws: Aws, name: string): Promise<ObservedCluster[]> {
  // The filter is a prefix: `flashsale-kafka` also finds `flashsale-kafka-2`.
  const pages = paginateListClustersV2({ client: aws.safe.kafka }, { ClusterNameFilter: name });
  const all = await collect(pages, (page) => page.ClusterInfoList);
  const named = all.filter(({ ClusterName }) => ClusterName === name);
  return Promise.all(named.map((cluster) => withBrokers(aws, toLook(cluster))));
}
