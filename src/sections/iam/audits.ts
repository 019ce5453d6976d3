import { type AuditSpec, verdict } from "../audit.ts";

/** AWS's managed policies that allow a whole service or everything, by the ends of their names. */
const WIDE = /\/(AdministratorAccess|PowerUserAccess|[A-Za-z0-9_-]*Full_?Access)$/;

/** What the application's role may; policies that others attached count, too. */
const roleAudit: AuditSpec = {
  name: "application's role",
  practice: "least privilege",
  check({ all, at, settings }) {
    const role = at("iam.role");
    if (role === undefined) return undefined;
    const wide = all("iam/role-policy-attachment")
      .map(({ props }) => props as { readonly roleName?: unknown; readonly policyArn?: unknown })
      .filter(({ roleName, policyArn }) => roleName === role.name && WIDE.test(String(policyArn)))
      .map(({ policyArn }) => String(policyArn).split("/").at(-1) ?? "");
    const finding = verdict(
      wide.map((name) => `${name} allows more than the application does`),
      "allows what the application does, and no more",
      ["flashsale-setup iam"],
    );
    const asked = wide.filter((name) => settings.iam.managedPolicies.some((own) => own.endsWith(name)));
    return asked.length === 0
      ? finding
      : { ...finding, cause: `iam.managedPolicies asks for ${asked.join(", ")}: take it out first.` };
  },
};

/** What the guide's practices ask of the role. */
export const iamAudits: readonly AuditSpec[] = [roleAudit];
