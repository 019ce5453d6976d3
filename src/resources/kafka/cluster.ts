import {
  CreateClusterV2Command,
  type CreateClusterV2CommandInput,
  DeleteClusterCommand,
} from "@aws-sdk/client-kafka";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { DeleteContext } from "../../engine/resource.ts";
import { BrokenResourceError } from "../../errors.ts";
import { idFrom, ignoreAbsent, resourceType } from "../type.ts";
import {
  CLUSTER_COMPARE,
  type ClusterAttributes,
  type ClusterLook,
  type ClusterProps,
  findClusterLook,
} from "./cluster-observed.ts";
import { secondsFor } from "./cluster-operations.ts";
import { findCluster, findClustersByName } from "./cluster-reads.ts";
import { isClusterRefusal, onceActive, waitUntilActive } from "./cluster-state.ts";
import { updateCluster } from "./cluster-update.ts";

/** As in the guide: of a cluster of which MSK tells no brokers. */
const USUAL_BROKERS = 3;
const HOURS_A_MONTH = 730;

// The first cluster of an account waits for the role that MSK makes for itself.
const FRESH_SECONDS = 60;
const DELETE_SECONDS = 120 * 60;
const POLL_SECONDS = 15;

/** The create request. Encryption in transit is named because MSK's own choice would let clients talk in plain text. */
function toRequest(props: ClusterProps): CreateClusterV2CommandInput {
  return {
    ClusterName: props.name,
    Tags: { ...props.tags },
    Provisioned: {
      BrokerNodeGroupInfo: {
        InstanceType: props.instanceType,
        ClientSubnets: [...props.subnetIds],
        SecurityGroups: [...props.securityGroupIds],
        StorageInfo: { EbsStorageInfo: { VolumeSize: props.storageGib } },
      },
      ClientAuthentication: { Unauthenticated: { Enabled: props.unauthenticated } },
      ConfigurationInfo: { Arn: props.configuration.arn, Revision: props.configuration.revision },
      EncryptionInfo: {
        EncryptionInTransit: { ClientBroker: props.clientBroker as "TLS", InCluster: props.inCluster },
      },
      EnhancedMonitoring: props.monitoring as "PER_TOPIC_PER_PARTITION",
      KafkaVersion: props.kafkaVersion,
      NumberOfBrokerNodes: props.brokers,
    },
  };
}

/** BadRequestException, "… service-linked role … try again", right after MSK made the role. */
const isLag = (error: unknown): boolean =>
  hasName(error, ["BadRequestException"]) && /service.linked role/i.test(errorMessage(error));

/**
 * Asks for the deletion. MSK takes it of an ACTIVE cluster, for which is waited, and of a FAILED one, for which nothing is to
 * be waited for; one that is leaving already, or gone, is left.
 */
async function requestDelete(aws: Aws, arn: string, watch: DeleteContext): Promise<void> {
  const command = new DeleteClusterCommand({ ClusterArn: arn });
  const call = () => ignoreAbsent(() => aws.safe.kafka.send(command), "NotFoundException");
  try {
    await onceActive({ aws, arn, watch }, call);
  } catch (error) {
    const isBroken = error instanceof BrokenResourceError;
    if (!isBroken && !isClusterRefusal(error)) throw error;
    const now = await findClusterLook(aws, arn);
    if (now === undefined || now.observed.condition === "leaving") return;
    if (!isBroken) throw error;
    // Refused while MSK still worked on it, it may be taken now that it has failed.
    await call();
  }
}

/**
 * A provisioned MSK cluster. Made in 20 to 45 min, deleted in 5 to 20. MSK has no snapshots: what the topics hold goes with
 * it. Source of the durations: logs of the acceptance tests of Terraform's AWS provider.
 */
export const kafkaCluster = resourceType<ClusterProps, ClusterAttributes>({
  name: "kafka/cluster",
  title: "MSK cluster",
  repeat: "name",
  proof: "tags",
  compare: CLUSTER_COMPARE,
  replaceOn: ["name", "subnetIds", "securityGroupIds", "inCluster"],
  stable: ["arn", "name"],
  typicalSeconds: { create: 1800, update: 1200, delete: 600 },
  updateSeconds: ({ props }, changed) => secondsFor(changed, props.brokers ?? USUAL_BROKERS),
  holdsData: true,
  iamActions: [
    "kafka:CreateClusterV2",
    "kafka:TagResource",
    "kafka:UntagResource",
    "kafka:DescribeClusterV2",
    "kafka:ListClustersV2",
    "kafka:GetBootstrapBrokers",
    "kafka:UpdateBrokerCount",
    "kafka:UpdateBrokerStorage",
    "kafka:UpdateBrokerType",
    "kafka:UpdateClusterConfiguration",
    "kafka:UpdateClusterKafkaVersion",
    "kafka:UpdateMonitoring",
    "kafka:UpdateSecurity",
    "kafka:DescribeClusterOperationV2",
    "kafka:ListClusterOperationsV2",
    "kafka:DeleteCluster",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcAttribute",
    "ec2:CreateVpcEndpoint",
    "kms:DescribeKey",
    "kms:CreateGrant",
    "iam:CreateServiceLinkedRole",
  ],
  nameOf: ({ name }) => name,

  usage({ instanceType, brokers, storageGib, monitoring }) {
    return [
      { sku: `kafka:${instanceType}:hour`, quantity: HOURS_A_MONTH * brokers },
      { sku: "kafka:storage:gib-month", quantity: storageGib * brokers },
      // Billed by the metric, and their number follows topics, brokers and consumer groups: no price a month.
      ...(monitoring === "DEFAULT" ? [] : [{ sku: `kafka:metrics:${monitoring}`, quantity: 1 }]),
    ];
  },

  quotas: ({ brokers }) => [
    { service: "kafka", code: "L-EDD31C36", title: "MSK brokers in this region", quantity: brokers },
  ],

  async list(aws, { names }) {
    return (await Promise.all(names.map((name) => findClustersByName(aws, name)))).flat();
  },

  get: findCluster,

  async create(aws, props) {
    const command = new CreateClusterV2Command(toRequest(props));
    const call = () => asAlreadyExists(() => aws.once.kafka.send(command), "ConflictException");
    const { ClusterArn } = await untilSettled(call, { isLag, budgetSeconds: FRESH_SECONDS }, aws.clock);
    return { id: idFrom(ClusterArn, "CreateClusterV2") };
  },

  async ready(aws, id, watch) {
    await waitUntilActive(aws, id, watch);
  },

  update: updateCluster,

  async delete(aws, id, context) {
    await requestDelete(aws, id, context);
    return [];
  },

  async gone(aws, id, watch) {
    const read = (): Promise<ClusterLook | undefined> => findClusterLook(aws, id);
    await waitGone(read, `MSK cluster ${id}`, watch, {
      timeoutSeconds: DELETE_SECONDS,
      delaySeconds: POLL_SECONDS,
      statusOf: ({ observed }) => observed.status,
    });
  },
});
