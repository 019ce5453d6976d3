import type {
  ClusterOperationInfo,
  ClusterOperationV2,
  DescribeClusterOperationCommandInput,
  DescribeClusterOperationCommandOutput,
  DescribeClusterOperationV2CommandInput,
  DescribeClusterOperationV2CommandOutput,
  ListClusterOperationsCommandInput,
  ListClusterOperationsCommandOutput,
  ListClusterOperationsV2CommandInput,
  ListClusterOperationsV2CommandOutput,
  MutableClusterInfo,
} from "@aws-sdk/client-kafka";
import { type Call, read } from "../operation.ts";
import { notFound } from "./dialect.ts";
import { paginate } from "./identifier.ts";
import { getCluster, operationState } from "./lifecycle.ts";
import { type ClusterOperation, type ClusterSettings, clusters } from "./tables.ts";

interface Found {
  readonly clusterArn: string;
  readonly operation: ClusterOperation;
}

function getOperation(call: Call, arn: string | undefined): Found {
  for (const { id: clusterArn, operations } of call.account.table(clusters).all()) {
    const operation = operations.find((candidate) => candidate.arn === arn);
    if (operation !== undefined) return { clusterArn, operation };
  }
  throw notFound("clusterOperationArn", `The cluster operation ${arn ?? ""} does not exist.`);
}

function toInfo(settings: Partial<ClusterSettings>): MutableClusterInfo {
  const { kafkaVersion, brokers, instanceType, storageGib, monitoring, configuration } = settings;
  return {
    KafkaVersion: kafkaVersion,
    NumberOfBrokerNodes: brokers,
    InstanceType: instanceType,
    EnhancedMonitoring: monitoring,
    BrokerEBSVolumeInfo:
      storageGib === undefined ? undefined : [{ KafkaBrokerNodeId: "All", VolumeSizeGB: storageGib }],
    ConfigurationInfo:
      configuration === undefined ? undefined : { Arn: configuration.arn, Revision: configuration.revision },
  };
}

/** When an operation ended, by the real clock; absent while it is under way. */
function endOf({ at, seconds }: ClusterOperation, call: Call): Date | undefined {
  const { clock } = call.account;
  return clock.secondsSince(at) < seconds ? undefined : new Date(at + (seconds * 1000) / clock.speed);
}

function toHead({ clusterArn, operation }: Found, call: Call) {
  return {
    ClusterArn: clusterArn,
    OperationArn: operation.arn,
    OperationState: operationState(operation, call),
    OperationType: operation.type,
    EndTime: endOf(operation, call),
  };
}

function toOperation(found: Found, call: Call): ClusterOperationInfo {
  const { at, source, target } = found.operation;
  return {
    ...toHead(found, call),
    CreationTime: new Date(at),
    SourceClusterInfo: toInfo(source),
    TargetClusterInfo: toInfo(target),
  };
}

function toSummary(found: Found, call: Call): ClusterOperationV2 {
  return { ...toHead(found, call), ClusterType: "PROVISIONED", StartTime: new Date(found.operation.at) };
}

function toOperationV2(found: Found, call: Call): ClusterOperationV2 {
  const { source, target } = found.operation;
  const Provisioned = { SourceClusterInfo: toInfo(source), TargetClusterInfo: toInfo(target) };
  return { ...toSummary(found, call), Provisioned };
}

function operationsOf(call: Call, arn: string | undefined): readonly Found[] {
  const { id: clusterArn, operations } = getCluster(call, arn);
  return operations.map((operation) => ({ clusterArn, operation })).reverse();
}

/** MSK's calls on the operations of a cluster. */
export const clusterOperationOperations = {
  DescribeClusterOperation: read<DescribeClusterOperationCommandInput, DescribeClusterOperationCommandOutput>(
    (input, call) => ({
      ClusterOperationInfo: toOperation(getOperation(call, input.ClusterOperationArn), call),
    }),
  ),
  DescribeClusterOperationV2: read<
    DescribeClusterOperationV2CommandInput,
    DescribeClusterOperationV2CommandOutput
  >((input, call) => ({
    ClusterOperationInfo: toOperationV2(getOperation(call, input.ClusterOperationArn), call),
  })),
  ListClusterOperations: read<ListClusterOperationsCommandInput, ListClusterOperationsCommandOutput>(
    (input, call) => {
      const { page, ...rest } = paginate(operationsOf(call, input.ClusterArn), input);
      return { ClusterOperationInfoList: page.map((found) => toOperation(found, call)), ...rest };
    },
  ),
  ListClusterOperationsV2: read<ListClusterOperationsV2CommandInput, ListClusterOperationsV2CommandOutput>(
    (input, call) => {
      const { page, ...rest } = paginate(operationsOf(call, input.ClusterArn), input);
      return { ClusterOperationInfoList: page.map((found) => toSummary(found, call)), ...rest };
    },
  ),
};
