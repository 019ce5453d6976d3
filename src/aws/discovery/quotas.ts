import {
  DescribeAddressesCommand,
  DescribeInstanceTypesCommand,
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
} from "@aws-sdk/client-ec2";
import { paginateDescribeLoadBalancers } from "@aws-sdk/client-elastic-load-balancing-v2";
import { paginateDescribeCacheClusters } from "@aws-sdk/client-elasticache";
import { paginateListClustersV2 } from "@aws-sdk/client-kafka";
import { paginateDescribeDBInstances } from "@aws-sdk/client-rds";
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from "@aws-sdk/client-service-quotas";
import type { Aws } from "../env.ts";
import { hasName } from "../errors.ts";
import { findVpcs } from "./places.ts";

/** Codes of the quotas that a plan is held against. Source: the quotas pages of each service, as Service Quotas lists them. */
export const QUOTA_CODES = {
  vcpus: "L-1216C47A",
  vpcs: "L-F678F1CE",
  internetGateways: "L-A4707A72",
  addresses: "L-0263D0A3",
  dbInstances: "L-7B6409FD",
  cacheNodes: "L-DFE45DF3",
  brokers: "L-EDD31C36",
  loadBalancers: "L-53DA6B97",
} as const;

/** What the account may have of something, or for a quota that was never changed what AWS gives by default. Throws what AWS throws. */
export async function findQuota(aws: Aws, service: string, code: string): Promise<number | undefined> {
  const asked = { ServiceCode: service, QuotaCode: code };
  const client = aws.safe.serviceQuotas;
  try {
    const { Quota } = await client.send(new GetServiceQuotaCommand(asked));
    if (Quota?.Value !== undefined) return Quota.Value;
  } catch (error) {
    // A quota that was never changed is known by its default only; where AWS refuses to tell, the default would be a guess.
    if (!hasName(error, ["NoSuchResourceException"])) throw error;
  }
  const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(asked));
  return Quota?.Value;
}

type Count = (aws: Aws) => Promise<number>;

const USED: Readonly<Record<string, Count>> = {
  [QUOTA_CODES.vpcs]: async (aws) => (await findVpcs(aws.safe.ec2)).length,
  [QUOTA_CODES.internetGateways]: (aws) =>
    sum(
      paginateDescribeInternetGateways({ client: aws.safe.ec2 }, {}),
      (page) => page.InternetGateways?.length,
    ),
  [QUOTA_CODES.addresses]: async (aws) =>
    (await aws.safe.ec2.send(new DescribeAddressesCommand({}))).Addresses?.length ?? 0,
  [QUOTA_CODES.dbInstances]: (aws) =>
    sum(paginateDescribeDBInstances({ client: aws.safe.rds }, {}), (page) => page.DBInstances?.length),
  [QUOTA_CODES.cacheNodes]: (aws) =>
    sum(paginateDescribeCacheClusters({ client: aws.safe.elastiCache }, {}), ({ CacheClusters = [] }) =>
      CacheClusters.reduce((total, { NumCacheNodes = 1 }) => total + NumCacheNodes, 0),
    ),
  [QUOTA_CODES.brokers]: (aws) =>
    sum(paginateListClustersV2({ client: aws.safe.kafka }, {}), ({ ClusterInfoList = [] }) =>
      ClusterInfoList.reduce((total, { Provisioned }) => total + (Provisioned?.NumberOfBrokerNodes ?? 0), 0),
    ),
  [QUOTA_CODES.loadBalancers]: (aws) =>
    sum(
      paginateDescribeLoadBalancers({ client: aws.safe.loadBalancing }, {}),
      ({ LoadBalancers = [] }) => LoadBalancers.filter(({ Type }) => Type === "application").length,
    ),
  [QUOTA_CODES.vcpus]: countVcpus,
};

/** How much of a quota is taken; `undefined` for a quota that nobody can count here. */
export async function findUsed(aws: Aws, code: string): Promise<number | undefined> {
  return USED[code]?.(aws);
}

/** vCPUs by instance type. */
export async function findVcpus(aws: Aws, types: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (types.length === 0) return new Map();
  const command = new DescribeInstanceTypesCommand({ InstanceTypes: [...types] as never[] });
  const { InstanceTypes } = await aws.safe.ec2.send(command);
  return new Map(
    (InstanceTypes ?? []).map(({ InstanceType = "", VCpuInfo }) => [
      InstanceType,
      VCpuInfo?.DefaultVCpus ?? 0,
    ]),
  );
}

/** Families that share the quota. Source: Amazon EC2 User Guide, "Amazon EC2 instance type quotas": A, C, D, H, I, M, R, T, Z. */
const STANDARD = /^[acdhimrtz]\d/;

async function countVcpus(aws: Aws): Promise<number> {
  const running = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  const pages = paginateDescribeInstances({ client: aws.safe.ec2 }, { Filters: running });
  return sum(pages, ({ Reservations = [] }) =>
    Reservations.flatMap(({ Instances = [] }) => Instances)
      .filter(
        ({ InstanceType = "", InstanceLifecycle }) =>
          STANDARD.test(InstanceType) && InstanceLifecycle !== "spot",
      )
      .reduce(
        (total, { CpuOptions }) => total + (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 1),
        0,
      ),
  );
}

async function sum<Page>(
  pages: AsyncIterable<Page>,
  count: (page: Page) => number | undefined,
): Promise<number> {
  let total = 0;
  for await (const page of pages) total += count(page) ?? 0;
  return total;
}
