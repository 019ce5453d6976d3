import type { SandboxService } from "../service.ts";

/** What IAM wants. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Certificate Manager". */
export const needs: SandboxService["needs"] = {
  DescribeCertificate: [{ action: "acm:DescribeCertificate", resource: "{CertificateArn}" }],
};
