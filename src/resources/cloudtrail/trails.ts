import { DescribeTrailsCommand, GetTrailStatusCommand, type Trail } from "@aws-sdk/client-cloudtrail";
import type { Aws } from "../../aws/env.ts";
import { orAbsent } from "../type.ts";

/** A trail that covers this region: its home, or a shadow of one elsewhere that covers all. */
export interface CoveringTrail {
  readonly name: string;
  readonly isLogging: boolean;
}

/**
 * Every trail that covers this region, those of the organization included. Which events a trail selects is not asked:
 * management events are on unless somebody switched them off.
 */
export async function findTrails(aws: Aws): Promise<CoveringTrail[]> {
  const { trailList = [] } = await aws.safe.cloudTrail.send(
    new DescribeTrailsCommand({ includeShadowTrails: true }),
  );
  const trails = await Promise.all(trailList.map((trail) => toCovering(aws, trail)));
  return trails.filter((trail) => trail !== undefined);
}

async function toCovering(aws: Aws, { Name, TrailARN }: Trail): Promise<CoveringTrail | undefined> {
  const name = Name ?? TrailARN;
  if (name === undefined) return undefined;
  const command = new GetTrailStatusCommand({ Name: TrailARN ?? name });
  // It may go between the two reads.
  const status = await orAbsent(() => aws.safe.cloudTrail.send(command));
  return status === undefined ? undefined : { name, isLogging: status.IsLogging === true };
}
