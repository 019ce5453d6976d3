import type { ACMClient } from "@aws-sdk/client-acm";
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { BudgetsClient } from "@aws-sdk/client-budgets";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KafkaClient } from "@aws-sdk/client-kafka";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../engine/ports.ts";

/** One SDK client for each AWS service that is spoken to; each is made at its first use. */
export interface Clients {
  readonly acm: ACMClient;
  readonly ec2: EC2Client;
  readonly elastiCache: ElastiCacheClient;
  readonly rds: RDSClient;
  readonly kafka: KafkaClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly autoScaling: AutoScalingClient;
  readonly budgets: BudgetsClient;
  readonly cloudTrail: CloudTrailClient;
  readonly cloudWatch: CloudWatchClient;
  readonly cloudWatchLogs: CloudWatchLogsClient;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly s3: S3Client;
  readonly serviceQuotas: ServiceQuotasClient;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
}

/** The same clients twice, by how they repeat a call that failed. */
export interface ClientPair {
  /**
   * Repeats every transient error, up to 8 attempts, and throttles up to 16. For reads, creates with a token, deletes, and updates that set
   * absolute values.
   */
  readonly safe: Clients;
  /**
   * Repeats only what proves that AWS did nothing (a throttle, a refused connection, an unresolved name), and throws
   * `AmbiguousEnd` when nobody knows. For creates of kind `name` and `never`, and for updates that add something.
   */
  readonly once: Clients;
}

/** The account as resource types see it. */
export interface Aws extends ClientPair {
  /** Twelve digits. */
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`; the second part of every ARN. */
  readonly partition: string;
  readonly region: string;
  readonly clock: Clock;
  /**
   * Tells what an earlier run made, by ids, names and ARNs, at an instant in milliseconds since 1970: a refusal that does not
   * know it yet is then not believed.
   */
  noteMade?(names: readonly string[], at: number): void;
}
