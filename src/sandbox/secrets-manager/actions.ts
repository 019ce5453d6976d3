import { toArn } from "../operation.ts";
import type { NeedRule, SandboxService } from "../service.ts";
import { findSecret } from "./find.ts";

/** An action on the secret that the request names; one that does not exist yet has an ARN with six characters to come. */
function on(action: string, when?: string): NeedRule {
  return (input, call) => {
    if (when !== undefined && isEmpty(input[when])) return [];
    const name = String(input.SecretId ?? input.Name ?? "");
    const unknown = name.startsWith("arn:") ? name : toArn(call, "secretsmanager", `secret:${name}-000000`);
    const resource = findSecret(call, name)?.arn ?? unknown;
    return [{ action: `secretsmanager:${action}`, resource }];
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** A key of one's own must be usable by the caller. Source: Secrets Manager API reference, CreateSecret, "Required permissions". */
const withKey: NeedRule = (input) => {
  const key = input.KmsKeyId;
  if (typeof key !== "string" || key === "" || key.endsWith("alias/aws/secretsmanager")) return [];
  return ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({ action, resource: key }));
};

/** What IAM wants for Secrets Manager's calls. Source: Secrets Manager API reference, "Required permissions" of each call. */
export const needs: SandboxService["needs"] = {
  CreateSecret: [on("CreateSecret"), on("TagResource", "Tags"), withKey],
  DescribeSecret: [on("DescribeSecret")],
  UpdateSecret: [on("UpdateSecret"), withKey],
  DeleteSecret: [on("DeleteSecret")],
  RestoreSecret: [on("RestoreSecret")],
  GetSecretValue: [on("GetSecretValue")],
  PutSecretValue: [on("PutSecretValue")],
  TagResource: [on("TagResource")],
  UntagResource: [on("UntagResource")],
  ListSecrets: [{ action: "secretsmanager:ListSecrets" }],
  GetRandomPassword: [{ action: "secretsmanager:GetRandomPassword" }],
};
