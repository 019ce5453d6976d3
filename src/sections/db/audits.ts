import { type AuditSpec, auditOf } from "../audit.ts";

/** What the guide's practices ask of the database. */
export const dbAudits: readonly AuditSpec[] = [
  auditOf(
    { name: "database storage", practice: "encryption", address: "db.instance", ok: "encrypted at rest" },
    ({ storageEncrypted }) =>
      storageEncrypted === true
        ? []
        : ["not encrypted at rest; only a new instance from an encrypted snapshot is"],
  ),
  auditOf(
    { name: "database reach", practice: "isolation", address: "db.instance", ok: "no public address" },
    ({ publiclyAccessible }) => (publiclyAccessible === false ? [] : ["it has a public address"]),
  ),
];
