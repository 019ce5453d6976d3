import { paginateDescribeOrderableDBInstanceOptions } from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/** What RDS offers in this Region for one version and class. */
export interface Orderable {
  readonly offered: boolean;
  /** Whether it can have a standby. */
  readonly multiAz: boolean;
  readonly gp3: boolean;
  /** Names of the zones that have it, sorted. */
  readonly zones: readonly string[];
}

/** Reads what RDS offers inside a VPC for a version of PostgreSQL and a class such as `db.r5.xlarge`. */
export async function findOrderable(
  aws: Aws,
  wanted: { readonly version: string; readonly class: string },
): Promise<Orderable> {
  const pages = paginateDescribeOrderableDBInstanceOptions(
    { client: aws.safe.rds },
    { Engine: "postgres", EngineVersion: wanted.version, DBInstanceClass: wanted.class, Vpc: true },
  );
  const options = await collect(pages, (page) => page.OrderableDBInstanceOptions);
  const zones = options.flatMap(({ AvailabilityZones }) => AvailabilityZones ?? []);
  return {
    offered: options.length > 0,
    multiAz: options.some(({ MultiAZCapable }) => MultiAZCapable === true),
    gp3: options.some(({ StorageType }) => StorageType === "gp3"),
    zones: [...new Set(zones.flatMap(({ Name }) => Name ?? []))].sort(),
  };
}
