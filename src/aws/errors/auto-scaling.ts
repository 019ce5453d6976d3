import { capacity, type ErrorTable, meaning, quota, setting } from "./row.ts";

/**
 * Auto Scaling has no code for what is not there, nor for most that it refuses: ValidationError with many texts. Sources: API
 * reference; for DescribePolicies' "Group x not found" the issue tracker of hashicorp/terraform (8386, 8430); for what a refused
 * launch template says, EC2 Auto Scaling user guide, "Launch template support".
 */
export const autoScaling: ErrorTable = [
  meaning("absent", ["ValidationError"], /\b(AutoScaling ?)?Group\b.*not found|policy name not found/i),
  setting(
    ["ValidationError"],
    "The key pair or the image of the launch template does not exist in this region. Correct it, or leave it out, in the settings of deploy.",
    /key pair|image id/i,
  ),
  meaning(
    "not-yet",
    ["ValidationError"],
    /subnet ID .*does not exist|instance profile|launch template.*(not found|does not exist)|target group.*(not found|may not be valid)|not valid.*target group/i,
  ),
  {
    names: ["AccessDenied"],
    message: /launch template/i,
    meaning: "denied",
    told: {
      code: "PermissionMissing",
      summary: "A permission is missing",
      means:
        "Auto Scaling tries the launch template with the caller's own permissions: the caller lacks ec2:RunInstances, ec2:CreateTags or iam:PassRole for it, or a policy demands tags that the instances do not get. Ask whoever administers the account, or set the demanded tags in the settings.",
      fix: ["flashsale-setup doctor"],
    },
  },
  {
    names: ["ServiceLinkedRoleFailure", "ValidationError", "AccessDenied"],
    message: /service.?linked.?role/i,
    meaning: "not-yet",
    told: {
      code: "ServiceRoleMissing",
      summary: "AWS lacks a role of its own",
      means:
        "Auto Scaling works with a role of its own, which it makes with the first group of an account: for that the caller needs the permission iam:CreateServiceLinkedRole. With it, the same command succeeds a little later; or somebody who has it makes the role.",
      fix: ["aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com"],
    },
  },
  meaning("exists", ["AlreadyExists"]),
  meaning("busy", ["ResourceContention", "ScalingActivityInProgress", "InstanceRefreshInProgress"]),
  meaning("in-use", ["ResourceInUse"]),
  meaning("not-yet", ["ServiceLinkedRoleFailure"]),
  quota(["LimitExceeded"], "Auto Scaling groups or policies", { service: "autoscaling", code: "L-CDE20ADC" }),
  capacity(["InsufficientInstanceCapacity"]),
];
