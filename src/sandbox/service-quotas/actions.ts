import type { SandboxService } from "../service.ts";

/** What IAM wants. Source: Service Authorization Reference, "Actions, resources, and condition keys for Service Quotas". */
export const needs: SandboxService["needs"] = {
  GetServiceQuota: [{ action: "servicequotas:GetServiceQuota" }],
  GetAWSDefaultServiceQuota: [{ action: "servicequotas:GetAWSDefaultServiceQuota" }],
};
