import type { SandboxService } from "../service.ts";

/**
 * What IAM wants for STS's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS
 * Security Token Service"; who one is may always be asked (STS API reference, GetCallerIdentity).
 */
export const needs: SandboxService["needs"] = {
  GetCallerIdentity: [],
  DecodeAuthorizationMessage: [{ action: "sts:DecodeAuthorizationMessage" }],
};
