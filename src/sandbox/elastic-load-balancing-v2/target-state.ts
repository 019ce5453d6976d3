import type { TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Instance, servesApplication } from "../ec2/instance.ts";
import type { Call } from "../operation.ts";
import type { TargetGroup } from "./tables.ts";
import { balancersOf } from "./target-group-use.ts";

/** Simulated seconds after which a target that does not answer is no longer thought to be starting. */
const STARTING_SECONDS = 150;

/** What a load balancer finds of an instance that is registered with a target group. */
export function targetHealth(call: Call, group: TargetGroup, row: Instance): TargetHealth {
  if (row.deletedAt !== undefined)
    return {
      State: "draining",
      Reason: "Target.DeregistrationInProgress",
      Description: "Target deregistration is in progress",
    };
  if (balancersOf(call, group.id).length === 0)
    return {
      State: "unused",
      Reason: "Target.NotInUse",
      Description: "Target group is not configured to receive traffic from the load balancer",
    };
  if (servesApplication(call, row)) return { State: "healthy" };
  return call.account.clock.secondsSince(row.createdAt) < STARTING_SECONDS
    ? {
        State: "initial",
        Reason: "Elb.InitialHealthChecking",
        Description: "Initial health checks in progress",
      }
    : { State: "unhealthy", Reason: "Target.Timeout", Description: "Request timed out" };
}
