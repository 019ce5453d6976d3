import type { NeedRule, SandboxService } from "../service.ts";
import { trailArn } from "./find.ts";

/** An action on the trail that the request names, by its name or its ARN. */
const on =
  (action: string, when?: string): NeedRule =>
  (input, call) => {
    if (when !== undefined && !(Array.isArray(input[when]) && input[when].length > 0)) return [];
    const name = String(input.Name ?? input.ResourceId ?? "");
    return [
      { action: `cloudtrail:${action}`, resource: name.startsWith("arn:") ? name : trailArn(call, name) },
    ];
  };

/**
 * What IAM wants for CloudTrail's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS
 * CloudTrail"; for tags at the create, CloudTrail User Guide, "Identity-based policy examples".
 */
export const needs: SandboxService["needs"] = {
  AddTags: [on("AddTags")],
  CreateTrail: [on("CreateTrail"), on("AddTags", "TagsList")],
  DeleteTrail: [on("DeleteTrail")],
  DescribeTrails: [{ action: "cloudtrail:DescribeTrails" }],
  GetTrailStatus: [on("GetTrailStatus")],
  ListTags: [{ action: "cloudtrail:ListTags", resource: "{ResourceIdList}" }],
  RemoveTags: [on("RemoveTags")],
  StartLogging: [on("StartLogging")],
  StopLogging: [on("StopLogging")],
  UpdateTrail: [on("UpdateTrail")],
};
