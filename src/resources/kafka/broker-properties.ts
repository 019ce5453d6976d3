import { DescribeConfigurationRevisionCommand } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import { isAccessDenied } from "../../aws/errors.ts";
import { findClusterLook } from "./cluster-observed.ts";
import { parseProperties, type ServerProperties } from "./properties.ts";
import { isMissingConfiguration } from "./refusals.ts";

/** Reads the server properties of one revision of an MSK configuration. */
export async function readProperties(aws: Aws, arn: string, revision: number): Promise<ServerProperties> {
  const command = new DescribeConfigurationRevisionCommand({ Arn: arn, Revision: revision });
  const { ServerProperties } = await aws.safe.kafka.send(command);
  return parseProperties(Buffer.from(ServerProperties ?? []).toString("utf8"));
}

/** The properties by which a cluster's brokers run; empty where it has no configuration, or none that may be read. */
export async function findBrokerProperties(aws: Aws, clusterArn: string): Promise<ServerProperties> {
  const configuration = (await findClusterLook(aws, clusterArn))?.observed.props.configuration;
  if (configuration === undefined) return {};
  try {
    return await readProperties(aws, configuration.arn, configuration.revision);
  } catch (error) {
    if (isAccessDenied(error) || isMissingConfiguration(error)) return {};
    throw error;
  }
}
