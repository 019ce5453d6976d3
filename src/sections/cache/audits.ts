import { type AuditSpec, auditOf } from "../audit.ts";

/** What the guide's practices ask of the cache. */
export const cacheAudits: readonly AuditSpec[] = [
  auditOf(
    {
      name: "cache",
      practice: "encryption",
      address: "cache.replication-group",
      ok: "encrypted at rest and in transit",
    },
    ({ atRestEncryption, transitEncryption }) => [
      ...(atRestEncryption === true ? [] : ["not encrypted at rest"]),
      ...(transitEncryption === true ? [] : ["not encrypted in transit"]),
    ],
  ),
];
