import type { SandboxService } from "../service.ts";

/** What IAM wants for its own calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS IAM". */
export const needs: SandboxService["needs"] = {
  ListAccountAliases: [{ action: "iam:ListAccountAliases" }],
};
