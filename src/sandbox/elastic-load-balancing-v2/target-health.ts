import type {
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { settleGroups } from "../auto-scaling/settle.ts";
import { groups } from "../auto-scaling/tables.ts";
import { type Instance, instances } from "../ec2/instance.ts";
import { type Call, read, settledBy } from "../operation.ts";
import { getByArn } from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import type { TargetGroup } from "./tables.ts";
import { targetHealth } from "./target-state.ts";

/** Simulated seconds for which a target that leaves is told at most; it ends with its delay. */
const delayOf = ({ attributes }: TargetGroup): number =>
  Number(attributes["deregistration_delay.timeout_seconds"]);

/** Instances that Auto Scaling has registered. */
function targetsOf(call: Call, group: TargetGroup): readonly Instance[] {
  const { clock } = call.account;
  const registering = call.account
    .table(groups)
    .all()
    .filter(({ targetGroups }) => targetGroups.includes(group.id));
  const ids = registering.flatMap(({ members }) => members.map(({ id }) => id));
  const found = ids.flatMap((id) => call.account.table(instances.table).find(id) ?? []);
  return found.filter(
    ({ deletedAt }) => deletedAt === undefined || clock.secondsSince(deletedAt) < delayOf(group),
  );
}

/** Elastic Load Balancing's call on the health of targets; the sandbox registers none but those of Auto Scaling. */
export const targetHealthOperations = settledBy(settleGroups, {
  DescribeTargetHealth: read<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput>(
    (input, call) => {
      const group = getByArn(call, KINDS.targetGroup, input.TargetGroupArn);
      const asked = input.Targets?.map(({ Id }) => Id);
      const found = targetsOf(call, group).filter(({ id }) => asked?.includes(id) ?? true);
      return {
        TargetHealthDescriptions: found.map((row) => ({
          Target: { Id: row.id, Port: group.port },
          HealthCheckPort: String(group.port),
          TargetHealth: targetHealth(call, group, row),
        })),
      };
    },
  ),
});
