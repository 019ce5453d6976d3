import { type AuditSpec, verdict } from "../audit.ts";

/** The load balancer is there for everybody, on these ports. */
const OPEN_PORTS: readonly unknown[] = [80, 443];

const WORLD: readonly unknown[] = ["0.0.0.0/0", "::/0"];

interface SeenRule {
  readonly groupId?: unknown;
  readonly direction?: unknown;
  readonly fromPort?: unknown;
  readonly toPort?: unknown;
  readonly source?: { readonly value?: unknown };
}

/** Whether anybody but the load balancer can be reached from everywhere; rules that others added count, too. */
const openAudit: AuditSpec = {
  name: "security groups",
  practice: "isolation",
  check({ all, at, settings }) {
    const balancer = at("network.security-group.load-balancer")?.id;
    if (balancer === undefined) return undefined;
    const open = all("ec2/security-group-rule")
      .map(({ props }) => props as SeenRule)
      .filter(({ direction, source }) => direction === "ingress" && WORLD.includes(source?.value))
      .filter(
        ({ groupId, fromPort, toPort }) =>
          groupId !== balancer || fromPort !== toPort || !OPEN_PORTS.includes(fromPort),
      );
    const wrong = open.map(
      ({ groupId, fromPort, toPort, source }) =>
        `${String(groupId)} lets ${String(source?.value)} in on ${portsOf(fromPort, toPort)}`,
    );
    const finding = verdict(wrong, "only the load balancer is open to the world", [
      "flashsale-setup network --prune-rules",
    ]);
    if (finding.state !== "ok" || settings.network.ingress === "security-groups") return finding;
    return {
      state: "warning",
      detail: "every address of the VPC may reach database, cache and Kafka",
      cause: "network.ingress is vpc-cidr, the guide's rule; security-groups lets in the tier before alone.",
    };
  },
};

function portsOf(from: unknown, to: unknown): string {
  if (from === -1) return "every port";
  return from === to ? `port ${String(from)}` : `ports ${String(from)} to ${String(to)}`;
}

/** What the guide's practices ask of the network. */
export const networkAudits: readonly AuditSpec[] = [openAudit];
