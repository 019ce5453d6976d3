import { type AuditSpec, auditOf } from "../audit.ts";

interface SeenTemplate {
  readonly rootVolume?: { readonly encrypted?: unknown };
  readonly metadata?: { readonly tokens?: unknown };
}

/** What the guide's practices ask of the application's machines and images. */
export const deployAudits: readonly AuditSpec[] = [
  auditOf(
    {
      name: "instances' volumes",
      practice: "encryption",
      address: "deploy.launch-template",
      ok: "encrypted at rest",
    },
    (props) => ((props as SeenTemplate).rootVolume?.encrypted === true ? [] : ["not encrypted at rest"]),
  ),
  auditOf(
    {
      name: "instances' credentials",
      practice: "least privilege",
      address: "deploy.launch-template",
      ok: "the metadata service wants a token (IMDSv2)",
    },
    (props) =>
      (props as SeenTemplate).metadata?.tokens === "required"
        ? []
        : ["a request that the application is tricked into reaches the role's credentials (IMDSv1)"],
  ),
  auditOf(
    {
      name: "images",
      practice: "least privilege",
      address: "deploy.repository",
      ok: "scanned for known vulnerabilities when they come",
    },
    ({ scanOnPush }) => (scanOnPush === true ? [] : ["not scanned for known vulnerabilities"]),
  ),
];
