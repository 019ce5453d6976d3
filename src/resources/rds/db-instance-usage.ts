import type { Usage } from "../../engine/resource.ts";
import type { DbInstanceProps } from "./db-instance-observed.ts";
import { LEAST } from "./db-instance-requests.ts";

const HOURS_A_MONTH = 730;

type Used = Pick<
  DbInstanceProps,
  "class" | "storageType" | "multiAz" | "allocatedStorageGib" | "iops" | "storageThroughputMibps"
>;

/** What RDS bills of an instance; of its performance only what is more than comes with the size. */
export function usageOf(props: Used): Usage[] {
  const zones = props.multiAz ? "multi-az" : "single-az";
  const storage = `rds:${props.storageType}:${zones}`;
  const more = [
    { sku: `${storage}:iops-month`, quantity: (props.iops ?? 0) - LEAST.iops },
    {
      sku: `${storage}:mibps-month`,
      quantity: (props.storageThroughputMibps ?? 0) - LEAST.storageThroughputMibps,
    },
  ];
  return [
    { sku: `rds:${props.class}:${zones}:hour`, quantity: HOURS_A_MONTH },
    { sku: `${storage}:gib-month`, quantity: props.allocatedStorageGib },
    ...more.filter(({ quantity }) => quantity > 0),
  ];
}
