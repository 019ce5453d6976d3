import type { AuditSpec } from "../audit.ts";

/** Whether customers talk to the load balancer in clear text. */
const listenerAudit: AuditSpec = {
  name: "customers' requests",
  practice: "encryption",
  check({ at }) {
    const http = at("scale.listener.http");
    if (http === undefined) return undefined;
    const { action } = http.props as { readonly action?: { readonly kind?: unknown } };
    if (action?.kind === "redirect-to-https")
      return { state: "ok", detail: "HTTPS; port 80 only leads there" };
    return {
      state: "problem",
      detail: "requests travel in clear text: the load balancer answers plain HTTP",
      cause: "scale.certificateArn names no certificate. One of AWS Certificate Manager costs nothing.",
      fix: [
        "aws acm request-certificate --domain-name DOMAIN --validation-method DNS",
        "flashsale-setup scale https --certificate ARN",
      ],
    };
  },
};

/** What the guide's practices ask of the way in. */
export const scaleAudits: readonly AuditSpec[] = [listenerAudit];
