import type { Handle } from "../../engine/stack.ts";
import { iamInstanceProfile } from "../../resources/iam/instance-profile.ts";
import { iamInstanceProfileRole } from "../../resources/iam/instance-profile-role.ts";
import { iamPolicy } from "../../resources/iam/policy.ts";
import { iamRole } from "../../resources/iam/role.ts";
import { iamRolePolicyAttachment } from "../../resources/iam/role-policy-attachment.ts";
import type { DeclareContext } from "../section.ts";
import { readDocument } from "./documents.ts";
import type { IamHandles } from "./handles.ts";
import { managedPolicies } from "./managed-policies.ts";

/** Declares the role with its policies, and the instance profile through which instances act as the role. */
export function declareIam(context: DeclareContext): IamHandles {
  const { stack, settings, partition } = context;
  const name = `${settings.displayName}AppRole`;
  const role = stack.add(iamRole, "iam.role", {
    name,
    description: "Flash Sale application",
    trustPolicy: readDocument("trust-policy.json", { EC2_SERVICE: ec2Service(partition) }),
  });
  const policy = stack.add(iamPolicy, "iam.policy", {
    name: `${settings.displayName}AppPolicy`,
    description: "What the Flash Sale application does",
    document: appPolicy(context),
  });
  const profile = stack.add(iamInstanceProfile, "iam.instance-profile", { name });
  const roleName = role.out.name;
  const place = stack.add(iamInstanceProfileRole, "iam.instance-profile-role", {
    instanceProfileName: profile.out.name,
    roleName,
  });
  const attach = (address: string, policyArn: string | typeof policy.out.arn): Handle<unknown> =>
    stack.add(iamRolePolicyAttachment, address, { roleName, policyArn });
  const managed = [...managedPolicies(settings.iam.managedPolicies, partition)];
  return {
    instanceProfileName: profile.out.name,
    instanceProfileArn: profile.out.arn,
    roleName,
    roleArn: role.out.arn,
    before: [
      place,
      attach("iam.policy-attachment", policy.out.arn),
      ...managed.map(([known, arn]) => attach(`iam.managed-policy.${known}`, arn)),
    ],
  };
}

/** Who assumes the role. Source: AWS in China User Guide, "ARNs and service principals": EC2 is named otherwise there. */
const ec2Service = (partition: string): string =>
  partition === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";

const appPolicy = ({ settings, handles, region, account, partition }: DeclareContext) =>
  readDocument("app-policy.json", {
    METRIC_NAMESPACE: settings.displayName,
    NAME: settings.name,
    PARTITION: partition,
    REGION: region,
    ACCOUNT: account,
    DATABASE_SECRET_ARN: handles.db?.secretArn,
    CACHE_SECRET_ARN: handles.cache?.secretArn,
  });
