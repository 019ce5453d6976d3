import type { NeedRule, SandboxService } from "../service.ts";

/** Amazon's own parameters belong to no account. Source: Systems Manager User Guide, "Calling AMI public parameters". */
function onParameters(action: string, member: string): NeedRule {
  return (input, call) =>
    [input[member] ?? []].flat().map((name) => {
      const owner = String(name).startsWith("/aws/service/") ? "" : call.accountId;
      const resource = `arn:${call.partition}:ssm:${call.region}:${owner}:parameter${name}`;
      return { action: `ssm:${action}`, resource };
    });
}

/** What IAM wants. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager". */
export const needs: SandboxService["needs"] = {
  DescribeInstanceInformation: [{ action: "ssm:DescribeInstanceInformation" }],
  GetParameter: [onParameters("GetParameter", "Name")],
  GetParameters: [onParameters("GetParameters", "Names")],
};
