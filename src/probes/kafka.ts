import type { TLSSocket } from "node:tls";
import type { Connection } from "@platformatic/kafka";
import { nameOf, openSocket, reopen, secure, toTlsOptions } from "./connection.ts";
import { codeOf, LayerFailure } from "./failure.ts";
import { greetKafka } from "./kafka-hello.ts";
import { checkTopics, type ExpectedTopic } from "./kafka-topics.ts";
import { climb, type Ladder, type Rung } from "./ladder.ts";
import type { Endpoint, ProbeOptions, ProbeResult } from "./probe.ts";

/** One broker, with TLS and without a login. */
export interface KafkaTarget extends Endpoint {
  /** What the cluster must have. @default nothing: that topics can be listed is enough */
  readonly topics?: readonly ExpectedTopic[];
  /** How many brokers must be in the cluster. @default any number */
  readonly brokers?: number;
}

/**
 * Tests a Kafka broker: TLS with a certificate that is really verified, and the topics that it lists. Nothing goes to the
 * addresses that the broker advertises, so that a tunnel to one broker is enough; test each broker by itself.
 */
export function probeKafka(target: KafkaTarget, options: ProbeOptions): Promise<ProbeResult> {
  return climb("kafka", target, options, async (ladder) => {
    const socket = await openSocket(ladder, target, options);
    const tls = await ladder.step("tls", () => secure(socket, target));
    const driver = await import("@platformatic/kafka");
    await ladder.step("query", () => ask(ladder, target, tls, driver));
  });
}

type Driver = typeof import("@platformatic/kafka");
type Metadata = Awaited<ReturnType<Driver["metadataV12"]["api"]["async"]>>;

async function ask(ladder: Ladder, target: KafkaTarget, tls: TLSSocket, driver: Driver): Promise<Rung<void>> {
  await greetKafka(tls);
  // What holds the question itself to the limit is the ladder.
  const connection = new driver.Connection("flashsale-setup", {
    connectTimeout: ladder.limitMilliseconds("query"),
    tls: { ...toTlsOptions(target), socket: await reopen(ladder, target) },
  });
  connection.on("error", () => undefined);
  ladder.atEnd(() => void connection.close().catch(() => undefined));
  await connection.connect(nameOf(target), target.port);
  return judge(target, await readMetadata(driver, connection));
}

// The driver throws away an answer in which any topic has an error, but keeps it on the error.
async function readMetadata(driver: Driver, connection: Connection): Promise<Metadata> {
  try {
    return await driver.metadataV12.api.async(connection, null);
  } catch (error) {
    if (error instanceof driver.ResponseError) return error.response as Metadata;
    if (codeOf(error) === driver.NetworkError.code)
      throw new LayerFailure("closed-early", "the server ended the connection", error);
    throw error;
  }
}

function judge(target: KafkaTarget, { brokers, topics }: Metadata): Rung<void> {
  if (target.brokers !== undefined && brokers.length < target.brokers)
    throw new LayerFailure("unhealthy", `${brokers.length} of ${target.brokers} brokers are in the cluster`);
  const seen = topics.filter(({ isInternal }) => !isInternal);
  return { value: undefined, detail: `${brokers.length} brokers, ${checkTopics(target.topics ?? [], seen)}` };
}
