import type { OfferName } from "../account.ts";

/** One minor version of PostgreSQL on RDS. */
export interface OfferedVersion {
  readonly version: string;
  /** Month of its release: a major upgrade never leads to an older release. */
  readonly released: string;
  /** Deprecated versions still run but cannot be created. */
  readonly status: "available" | "deprecated";
}

/** What RDS offers and allows in the simulated account. */
export interface RdsOffers extends Record<string, unknown> {
  readonly postgresVersions: readonly OfferedVersion[];
  /** The minor version that AWS would choose, by major version; often not the newest. */
  readonly defaultVersions: Readonly<Record<string, string>>;
  /** The major version that AWS would choose. */
  readonly defaultMajor: string;
  /** Major versions past the end of standard support, which run under paid Extended Support only. */
  readonly extendedSupportMajors: readonly string[];
  readonly instanceClasses: readonly string[];
  /** Patterns of instance classes that a zone lacks, by zone id. */
  readonly notOfferedIn: Readonly<Record<string, readonly string[]>>;
  /** Classes to which a change does not come about for want of capacity: an event tells it, and the class stays. */
  readonly rolledBackClasses: readonly string[];
  /** ARNs, ids or aliases of the account's own KMS keys. */
  readonly kmsKeys: readonly string[];
  readonly quotas: {
    readonly instances: number;
    readonly manualSnapshots: number;
    readonly subnetGroups: number;
    readonly subnetsPerGroup: number;
  };
}

/** Every engine that RDS knows. Source: RDS API reference, CreateDBInstance, `Engine`. */
export const ENGINES: readonly string[] = [
  ...["aurora-mysql", "aurora-postgresql", "db2-ae", "db2-ce", "db2-se", "mariadb", "mysql", "postgres"],
  ...["custom-oracle-ee", "custom-oracle-ee-cdb", "custom-oracle-se2", "custom-oracle-se2-cdb"],
  ...["custom-sqlserver-ee", "custom-sqlserver-se", "custom-sqlserver-web", "custom-sqlserver-dev"],
  ...["oracle-ee", "oracle-ee-cdb", "oracle-se2", "oracle-se2-cdb"],
  ...["sqlserver-dev-ee", "sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web"],
];

/** Certificate authorities that a DB instance can have. Source: RDS User Guide, "Certificate authorities". */
export const CERTIFICATES: readonly string[] = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];

const BURSTABLE = ["t3", "t4g"];
const BURSTABLE_SIZES = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];
const FAMILIES = ["m5", "m6g", "m6i", "m7g", "m7i", "r5", "r6g", "r6i", "r7g", "r7i"];
const SIZES = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

/** PostgreSQL's releases of one day, one minor version of each line. Source: PostgreSQL release notes. */
const RELEASES: readonly (readonly [month: string, ...versions: string[]])[] = [
  ["2025-05", "13.21", "14.18", "15.13", "16.9", "17.5"],
  ["2025-08", "13.22", "14.19", "15.14", "16.10", "17.6"],
  ["2025-11", "13.23", "14.20", "15.15", "16.11", "17.7", "18.1"],
];

/** Minor versions that run but can no longer be created, the guide's 15.3 among them. */
const RETIRED: readonly (readonly [month: string, ...versions: string[]])[] = [
  ["2023-05", "15.3"],
  ["2024-08", "15.8"],
  ["2024-11", "13.18", "14.15", "15.10", "16.6", "17.2"],
  ["2025-02", "13.20", "14.17", "15.12", "16.8", "17.4"],
];

/** RDS's offers. Quotas: RDS User Guide, "Quotas and constraints". Versions: "Release calendar", as of 2026-11. */
export const rdsOffers: OfferName<RdsOffers> = {
  service: "RDS",
  defaults: () => ({
    postgresVersions: [...toVersions(RETIRED, "deprecated"), ...toVersions(RELEASES, "available")],
    defaultVersions: { 13: "13.22", 14: "14.19", 15: "15.14", 16: "16.10", 17: "17.6", 18: "18.1" },
    defaultMajor: "17",
    extendedSupportMajors: ["13"],
    instanceClasses: [...cross(BURSTABLE, BURSTABLE_SIZES), ...cross(FAMILIES, SIZES)],
    // The oldest zone of us-east-1 gets no newer hardware.
    notOfferedIn: { "use1-az3": ["db.t4g.*", "db.m6*", "db.m7*", "db.r6*", "db.r7*"] },
    rolledBackClasses: [],
    kmsKeys: [],
    quotas: { instances: 40, manualSnapshots: 100, subnetGroups: 50, subnetsPerGroup: 20 },
  }),
};

function toVersions(
  releases: readonly (readonly [month: string, ...versions: string[]])[],
  status: OfferedVersion["status"],
): readonly OfferedVersion[] {
  return releases.flatMap(([released, ...versions]) =>
    versions.map((version) => ({ version, released, status })),
  );
}

function cross(families: readonly string[], sizes: readonly string[]): readonly string[] {
  return families.flatMap((family) => sizes.map((size) => `db.${family}.${size}`));
}
