import { needsServiceLinkedRole } from "../iam/service-linked-role.ts";
import { toArn } from "../operation.ts";
import type { NeedRow, NeedRule, SandboxService } from "../service.ts";

/** An action on the cluster, configuration or operation that a member names. */
const on = (action: string, member: string): NeedRow => ({
  action: `kafka:${action}`,
  resource: `{${member}}`,
});

/** An action on something that has no ARN yet. */
function onNew(action: string, kind: "cluster" | "configuration", member: string): NeedRule {
  return (input, call) => {
    const name = String(input[member] ?? "*");
    return [{ action: `kafka:${action}`, resource: toArn(call, "kafka", `${kind}/${name}/*`) }];
  };
}

/**
 * A topic call needs the right to connect to the cluster and Kafka's own rights on the topic. Source: MSK Developer Guide,
 * "Topic operations", "Required permissions".
 */
function onTopic(action: string, ...kafkaActions: readonly string[]): readonly NeedRule[] {
  const rule: NeedRule = (input) => {
    const arn = String(input.ClusterArn ?? "*");
    const topic = `${arn.replace(":cluster/", ":topic/")}/${String(input.TopicName ?? "*")}`;
    return [
      // Who lists topics asks about the cluster, all others about one topic.
      { action: `kafka:${action}`, resource: action === "ListTopics" ? arn : topic },
      { action: "kafka-cluster:Connect", resource: arn },
      ...kafkaActions.map((name) => ({ action: `kafka-cluster:${name}`, resource: topic })),
    ];
  };
  return [rule];
}

/** Rights that a new cluster needs besides its own. Source: the managed policy AmazonMSKFullAccess. */
const DEPENDENT = [
  ...["DescribeSubnets", "DescribeVpcs", "DescribeSecurityGroups", "DescribeRouteTables"],
  ...["DescribeVpcEndpoints", "DescribeVpcAttribute"],
].map((action): NeedRow => ({ action: `ec2:${action}` }));

/** AWS's own key for MSK, whose id nobody knows. */
const KEY = "arn:{partition}:kms:{region}:{account}:key/*";

/**
 * What IAM wants for MSK's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon Managed Streaming for Apache Kafka"; for the rest, the page named at each rule.
 */
export const needs: SandboxService["needs"] = {
  CreateConfiguration: [onNew("CreateConfiguration", "configuration", "Name")],
  UpdateConfiguration: [on("UpdateConfiguration", "Arn")],
  DeleteConfiguration: [on("DeleteConfiguration", "Arn")],
  DescribeConfiguration: [on("DescribeConfiguration", "Arn")],
  DescribeConfigurationRevision: [on("DescribeConfigurationRevision", "Arn")],
  ListConfigurations: [{ action: "kafka:ListConfigurations" }],
  ListConfigurationRevisions: [on("ListConfigurationRevisions", "Arn")],
  CreateClusterV2: [
    onNew("CreateClusterV2", "cluster", "ClusterName"),
    // Source: MSK Developer Guide, "Tag an Amazon MSK cluster".
    (input, call) =>
      Object.keys((input.Tags as object | undefined) ?? {}).length === 0
        ? []
        : [
            {
              action: "kafka:TagResource",
              resource: toArn(call, "kafka", `cluster/${String(input.ClusterName)}/*`),
            },
          ],
    ...DEPENDENT,
    ...["kms:DescribeKey", "kms:CreateGrant"].map((action): NeedRow => ({ action, resource: KEY })),
    // Source: MSK Developer Guide, "Service-linked role permissions for Amazon MSK".
    needsServiceLinkedRole("kafka.amazonaws.com", "AWSServiceRoleForKafka"),
  ],
  DeleteCluster: [on("DeleteCluster", "ClusterArn")],
  DescribeCluster: [on("DescribeCluster", "ClusterArn")],
  DescribeClusterV2: [on("DescribeClusterV2", "ClusterArn")],
  ListClusters: [{ action: "kafka:ListClusters" }],
  ListClustersV2: [{ action: "kafka:ListClustersV2" }],
  GetBootstrapBrokers: [on("GetBootstrapBrokers", "ClusterArn")],
  UpdateBrokerCount: [on("UpdateBrokerCount", "ClusterArn")],
  UpdateBrokerStorage: [on("UpdateBrokerStorage", "ClusterArn")],
  UpdateBrokerType: [on("UpdateBrokerType", "ClusterArn")],
  UpdateClusterConfiguration: [
    on("UpdateClusterConfiguration", "ClusterArn"),
    ({ ConfigurationInfo: info }) => {
      const { Arn = "*" } = (info ?? {}) as { readonly Arn?: string };
      return [{ action: "kafka:UpdateClusterConfiguration", resource: Arn }];
    },
  ],
  UpdateClusterKafkaVersion: [on("UpdateClusterKafkaVersion", "ClusterArn")],
  UpdateMonitoring: [on("UpdateMonitoring", "ClusterArn")],
  UpdateSecurity: [on("UpdateSecurity", "ClusterArn")],
  DescribeClusterOperation: [on("DescribeClusterOperation", "ClusterOperationArn")],
  DescribeClusterOperationV2: [on("DescribeClusterOperationV2", "ClusterOperationArn")],
  ListClusterOperations: [on("ListClusterOperations", "ClusterArn")],
  ListClusterOperationsV2: [on("ListClusterOperationsV2", "ClusterArn")],
  ListKafkaVersions: [{ action: "kafka:ListKafkaVersions" }],
  GetCompatibleKafkaVersions: [{ action: "kafka:GetCompatibleKafkaVersions" }],
  TagResource: [on("TagResource", "ResourceArn")],
  UntagResource: [on("UntagResource", "ResourceArn")],
  ListTagsForResource: [on("ListTagsForResource", "ResourceArn")],
  ListTopics: onTopic("ListTopics", "DescribeTopic"),
  DescribeTopic: onTopic("DescribeTopic", "DescribeTopic", "DescribeTopicDynamicConfiguration"),
  DescribeTopicPartitions: onTopic(
    "DescribeTopicPartitions",
    "DescribeTopic",
    "DescribeTopicDynamicConfiguration",
  ),
  CreateTopic: onTopic("CreateTopic", "CreateTopic"),
  UpdateTopic: onTopic("UpdateTopic", "DescribeTopic", "AlterTopic", "AlterTopicDynamicConfiguration"),
  DeleteTopic: onTopic("DeleteTopic", "DescribeTopic", "DeleteTopic"),
};
