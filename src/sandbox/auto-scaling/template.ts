import type { LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import { templateRequest } from "../ec2/instance-launch.ts";
import { placeInstance } from "../ec2/instance-placement.ts";
import { mergeRequest } from "../ec2/launch-request.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { invalid } from "./identifier.ts";
import type { Template } from "./tables.ts";

/** Refusals that come at a launch only: they may be over by then. */
const LATER = ["VcpuLimitExceeded", "InsufficientInstanceCapacity", "Unsupported"];

/** Checks a group's launch template as a launch would. Source: EC2 Auto Scaling User Guide, "Troubleshoot: launch templates". */
export function toTemplate(
  call: Call,
  asked: LaunchTemplateSpecification | undefined,
  subnetId: string,
): Template {
  if (asked === undefined)
    throw invalid(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    );
  try {
    const { LaunchTemplateId, LaunchTemplateName, Version = "$Default" } = asked;
    const { request, template } = templateRequest(call, { LaunchTemplateId, LaunchTemplateName, Version });
    placeInstance(call, mergeRequest(request, { SubnetId: subnetId }));
    return { id: template.id, version: Version };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.errorName === "UnauthorizedOperation")
      throw new Refusal(
        "AccessDenied",
        `You are not authorized to use launch template: ${asked.LaunchTemplateId ?? asked.LaunchTemplateName ?? ""}`,
      );
    if (LATER.includes(error.errorName)) return named(call, asked);
    throw invalid(wordsOf(error, asked));
  }
}

function named(call: Call, asked: LaunchTemplateSpecification): Template {
  const { LaunchTemplateId, LaunchTemplateName, Version = "$Default" } = asked;
  const { template } = templateRequest(call, { LaunchTemplateId, LaunchTemplateName, Version });
  return { id: template.id, version: Version };
}

function wordsOf(error: Refusal, asked: LaunchTemplateSpecification): string {
  if (/^InvalidLaunchTemplateId\.(NotFound|Malformed)/.test(error.errorName))
    return `The specified launch template, with template ID ${asked.LaunchTemplateId ?? ""}, does not exist.`;
  return `You must use a valid fully-formed launch template. ${error.message}`;
}

/** The number that a version named `$Latest` or `$Default` stands for now. */
export function numberOf(call: Call, { id, version }: Template): string {
  const { template } = templateRequest(call, { LaunchTemplateId: id, Version: version });
  return String(template.version);
}
