import type { Account } from "../account.ts";
import { ec2Offers } from "../ec2/offers.ts";
import { loadBalancingOffers } from "../elastic-load-balancing-v2/offers.ts";
import { elastiCacheOffers } from "../elasticache/offers.ts";
import { kafkaOffers } from "../kafka/offers.ts";
import { rdsOffers } from "../rds/offers.ts";

/** A quota of the simulated account: what its service holds callers to. */
export interface KnownQuota {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  /** What the account's offers say. */
  value(account: Account): number;
  /** What a new account begins with. */
  readonly initial: number;
}

/** Codes and names. Source: Service Quotas console, as the quotas pages of each service list them. */
export const QUOTAS: readonly KnownQuota[] = [
  {
    service: "vpc",
    code: "L-F678F1CE",
    name: "VPCs per Region",
    value: (account) => account.offers(ec2Offers).quotas.vpcs,
    initial: 5,
  },
  {
    service: "vpc",
    code: "L-A4707A72",
    name: "Internet gateways per Region",
    // It follows the quota of VPCs. Source: Amazon VPC User Guide, "Amazon VPC quotas".
    value: (account) => account.offers(ec2Offers).quotas.vpcs,
    initial: 5,
  },
  {
    service: "ec2",
    code: "L-0263D0A3",
    name: "EC2-VPC Elastic IPs",
    value: (account) => account.offers(ec2Offers).quotas.elasticIps,
    initial: 5,
  },
  {
    service: "ec2",
    code: "L-1216C47A",
    name: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
    value: (account) => account.offers(ec2Offers).quotas.vcpus,
    initial: 5,
  },
  {
    service: "rds",
    code: "L-7B6409FD",
    name: "DB instances",
    value: (account) => account.offers(rdsOffers).quotas.instances,
    initial: 40,
  },
  {
    service: "elasticache",
    code: "L-DFE45DF3",
    name: "Nodes per Region",
    value: (account) => account.offers(elastiCacheOffers).quotas.nodes,
    initial: 300,
  },
  {
    service: "kafka",
    code: "L-EDD31C36",
    name: "Number of brokers per account",
    value: (account) => account.offers(kafkaOffers).quotas.brokers,
    initial: 90,
  },
  {
    service: "elasticloadbalancing",
    code: "L-53DA6B97",
    name: "Application Load Balancers per Region",
    value: (account) => account.offers(loadBalancingOffers).quotas.loadBalancers,
    initial: 50,
  },
];
