import type {
  ModifyInstanceAttributeCommandInput,
  ModifyInstanceAttributeCommandOutput,
} from "@aws-sdk/client-ec2";
import { type Call, change } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getRecord } from "./kind.ts";
import { type Instance, instances, networkInterfaces, securityGroups } from "./tables.ts";

const KNOWN: readonly string[] = ["InstanceId", "Groups", "DisableApiTermination"];

/** EC2's bound of groups on one interface. Source: Amazon VPC User Guide, "Amazon VPC quotas". */
const MAX_GROUPS = 5;

function setGroups(row: Instance, groupIds: readonly string[], call: Call): void {
  if (groupIds.length === 0 || groupIds.length > MAX_GROUPS)
    throw new Refusal("InvalidParameterValue", `An instance has 1 to ${MAX_GROUPS} security groups`);
  for (const id of groupIds) {
    if (getRecord(call, securityGroups, id).vpcId === row.vpcId) continue;
    throw new Refusal(
      "InvalidGroup.NotFound",
      `The security group '${id}' does not exist in VPC '${row.vpcId}'`,
    );
  }
  call.account.table(instances.table).update(row.id, { groupIds });
  call.account.table(networkInterfaces.table).update(row.networkInterfaceId, { groupIds });
}

function modify(
  input: ModifyInstanceAttributeCommandInput,
  call: Call,
): Omit<ModifyInstanceAttributeCommandOutput, "$metadata"> {
  const row = getRecord(call, instances, input.InstanceId);
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined && !KNOWN.includes(member))
      throw new SandboxError(`sandbox cannot change ${member} of an instance`);
  }
  if (row.deletedAt !== undefined) {
    const message = `The instance '${row.id}' is not in a state from which it can be modified.`;
    throw new Refusal("IncorrectInstanceState", message);
  }
  if (input.Groups !== undefined) setGroups(row, input.Groups, call);
  const protection = input.DisableApiTermination?.Value;
  if (protection !== undefined)
    call.account.table(instances.table).update(row.id, { terminationProtection: protection });
  return {};
}

/** EC2's call that changes an instance. */
export const instanceAttributeOperations = {
  ModifyInstanceAttribute: change<ModifyInstanceAttributeCommandInput, ModifyInstanceAttributeCommandOutput>(
    modify,
  ),
};
