import { paginateDescribeInstanceTypeOfferings } from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";
import { byValues } from "./tagging.ts";

/** Names of the zones of this region that have an instance type, sorted. */
export async function findZonesWith(aws: Aws, instanceType: string): Promise<string[]> {
  const pages = paginateDescribeInstanceTypeOfferings(
    { client: aws.safe.ec2 },
    { LocationType: "availability-zone", Filters: byValues("instance-type", [instanceType]) },
  );
  const offers = await collect(pages, (page) => page.InstanceTypeOfferings);
  return offers.flatMap(({ Location }) => Location ?? []).sort();
}
