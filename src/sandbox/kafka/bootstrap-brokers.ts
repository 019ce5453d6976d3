import type {
  GetBootstrapBrokersCommandInput,
  GetBootstrapBrokersCommandOutput,
} from "@aws-sdk/client-kafka";
import { type Call, read } from "../operation.ts";
import { domainOf } from "./cluster.ts";
import { getActiveCluster, standingOf } from "./lifecycle.ts";
import type { KafkaCluster } from "./tables.ts";

/** Ports. Source: MSK Developer Guide, "Port information". */
const PORTS = { plaintext: 9092, tls: 9094 };
/** MSK names so many brokers at most, in no stable order. */
const MOST = 3;

function addresses(row: KafkaCluster, brokers: number, { port, call }: { port: number; call: Call }): string {
  const count = Math.min(brokers, MOST);
  const turn = Math.floor(call.account.clock.now()) % count;
  const numbers = Array.from({ length: count }, (_, index) => ((index + turn) % count) + 1);
  return numbers.map((number) => `b-${number}.${domainOf(row, call)}:${port}`).join(",");
}

/** MSK's call on the brokers' addresses, which a cluster has once it was made. */
export const bootstrapBrokerOperations = {
  GetBootstrapBrokers: read<GetBootstrapBrokersCommandInput, GetBootstrapBrokersCommandOutput>(
    (input, call) => {
      const row = getActiveCluster(call, input.ClusterArn, "get bootstrap broker nodes for a cluster");
      const { clientBroker, brokers } = standingOf(row, call).settings;
      const at = (port: number): string => addresses(row, brokers, { port, call });
      return {
        ...(clientBroker === "TLS" ? {} : { BootstrapBrokerString: at(PORTS.plaintext) }),
        ...(clientBroker === "PLAINTEXT" ? {} : { BootstrapBrokerStringTls: at(PORTS.tls) }),
      };
    },
  ),
};
