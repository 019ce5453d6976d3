import { type AuditSpec, auditOf } from "../audit.ts";

/** Who may speak to the brokers at all is left to their security group, as in the guide. */
const clientAudit: AuditSpec = {
  name: "Kafka clients",
  practice: "least privilege",
  check({ at }) {
    const seen = at("kafka.cluster");
    if (seen === undefined) return undefined;
    if (seen.props["unauthenticated" as never] !== true)
      return { state: "ok", detail: "clients need credentials" };
    return {
      state: "warning",
      detail: "whoever reaches the brokers may read and write every topic",
      cause:
        "As in the guide, clients show no credentials: the brokers' security group lets in the application alone.",
    };
  },
};

/** What the guide's practices ask of Kafka. Amazon MSK always encrypts at rest: MSK Developer Guide, "Encryption at rest". */
export const kafkaAudits: readonly AuditSpec[] = [
  auditOf(
    {
      name: "Kafka",
      practice: "encryption",
      address: "kafka.cluster",
      ok: "TLS to clients and among brokers",
    },
    ({ clientBroker, inCluster }) => [
      ...(clientBroker === "TLS" ? [] : [`clients may talk ${String(clientBroker)}`]),
      ...(inCluster === true ? [] : ["brokers talk in clear text among themselves"]),
    ],
  ),
  clientAudit,
];
