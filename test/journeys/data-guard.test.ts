import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { settingsJsonSchema } from "../../src/settings/schema.ts";
import { Practice } from "./program.ts";
import {
  ALL_SECTIONS,
  expectRefused,
  readAccount,
  rowOf,
  rowsOf,
  runTo,
  standing,
  write,
  writeSettings,
} from "./stack.ts";

/** An edit that would cost the database, and what must be told of it. */
interface Edit {
  readonly key: string;
  readonly settings: string;
  readonly code: number;
  readonly tells: RegExp;
  /** @default db.instance */
  readonly store?: string;
}

const GUARDED: readonly Edit[] = [
  {
    key: "network.cidr",
    settings: "network: { cidr: 10.1.0.0/16 }",
    code: 1,
    tells: /cidr: 10\.0\.0\.0\/16 -> 10\.1\.0\.0\/16/,
  },
  {
    key: "network.dataSubnets",
    settings: "network: { dataSubnets: [10.0.4.0/24, 10.0.2.0/24, 10.0.3.0/24] }",
    code: 1,
    tells: /cidr: 10\.0\.1\.0\/24 -> 10\.0\.4\.0\/24/,
  },
  {
    key: "db.username",
    settings: "db: { username: postgres }",
    code: 1,
    tells: /masterUsername: flashsaleadmin -> postgres/,
  },
  {
    key: "db.databaseName",
    settings: "db: { databaseName: shop }",
    code: 1,
    tells: /databaseName: flashsale -> shop/,
  },
  { key: "db.enabled", settings: "db: { enabled: false }", code: 1, tells: /destroy/ },
  {
    key: "network.enabled",
    settings: contents.map(({ name }) => `${name}: { enabled: false }`).join("\n"),
    code: 1,
    tells: /destroy/,
  },
  {
    key: "cache.clusterMode",
    settings: "cache: { clusterMode: { shards: 2, replicasPerShard: 1 } }",
    code: 1,
    tells: /clusterMode: false -> true/,
    store: "cache.replication-group",
  },
  {
    key: "cache.enabled",
    settings: "cache: { enabled: false }",
    code: 1,
    tells: /destroy/,
    store: "cache.replication-group",
  },
  {
    key: "kafka.enabled",
    settings: "kafka: { enabled: false }",
    code: 1,
    tells: /destroy/,
    store: "kafka.cluster",
  },
  {
    key: "kafka.topics",
    settings: "kafka: { topics: [] }",
    code: 1,
    tells: /destroy/,
    store: "kafka.topic.flash-sale-reservations",
  },
  {
    key: "deploy.enabled",
    settings: "deploy: { enabled: false }\nscale: { enabled: false }",
    code: 1,
    tells: /destroy/,
    store: "deploy.repository",
  },
  {
    key: "iam.enabled",
    settings: "iam: { enabled: false }\ndeploy: { enabled: false }\nscale: { enabled: false }",
    code: 1,
    tells: /destroy/,
    store: "deploy.repository",
  },
  { key: "region", settings: "region: eu-west-1", code: 78, tells: /region us-east-1.*eu-west-1/s },
  {
    key: "db.engineVersion",
    settings: 'db: { engineVersion: "14" }',
    code: 78,
    tells: /db\.engineVersion.*RDS cannot go back/s,
  },
];

/** Keys whose edit leaves the data where it is; a new key must be sorted into one of the two lists. */
const HARMLESS = [
  ...["displayName", "account", "tags", "limits.monthlyUsd"],
  ...["network.applicationSubnets", "network.edgeSubnets", "network.egress", "network.natGateways"],
  ...["network.ingress", "db.class", "db.storageGib", "db.maxStorageGib", "db.multiAz"],
  ...["db.iops", "db.storageThroughputMibps"],
  ...["db.backupRetentionDays", "db.backupWindow", "db.maintenanceWindow", "db.deletionProtection"],
  ...["cache.engine", "cache.engineVersion", "cache.nodeType", "cache.nodes", "cache.automaticFailover"],
  ...["cache.multiAz", "cache.parameters", "cache.snapshotRetentionDays", "cache.snapshotWindow"],
  ...["cache.maintenanceWindow", "kafka.version", "kafka.instanceType", "kafka.brokers", "kafka.storageGib"],
  ...["kafka.mode", "kafka.monitoring", "kafka.serverProperties"],
  ...["monitoring.enabled", "monitoring.metrics", "monitoring.errorRate", "monitoring.thresholds"],
  ...["monitoring.rows", "monitoring.notify", "monitoring.alarms", "iam.managedPolicies"],
  ...["deploy.instance", "deploy.instanceType", "deploy.amiId", "deploy.keyName", "deploy.rootVolumeGib"],
  ...["deploy.imageTag", "deploy.keepImages", "deploy.logRetentionDays"],
  ...["scale.enabled", "scale.min", "scale.max", "scale.desired", "scale.policy", "scale.scaleUpAdjustment"],
  ...["scale.scaleDownAdjustment", "scale.cpuHigh", "scale.cpuLow", "scale.cooldownSeconds"],
  ...["scale.targetCpu", "scale.certificateArn", "cost.enabled", "cost.monthlyUsd", "cost.actualPercent"],
  ...["scale.healthCheckPath", "scale.healthCheckType"],
  ...["cost.forecastPercent", "cost.notify", "security.retentionDays", "security.multiRegion"],
];

/** Tested by themselves: they need more than an edit. */
const ELSEWHERE = ["name", "network.existing", "db.replicas", "security.enabled"];

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

const leavesOf = ({ properties = {} }: Schema, depth = 0): string[] =>
  Object.entries(properties).flatMap(([key, schema]) =>
    schema.properties === undefined || depth === 1
      ? [key]
      : leavesOf(schema, depth + 1).map((leaf) => `${key}.${leaf}`),
  );

let base: Practice;

beforeAll(async () => {
  base = await standing("", { others: ALL_SECTIONS });
  await runTo(base, 0, "deploy build . --yes");
});

afterAll(() => base.remove());

describe("a setting whose edit would cost the database", () => {
  it("is known: every key of the settings is sorted", () => {
    const known = new Set([...GUARDED.map(({ key }) => key), ...HARMLESS, ...ELSEWHERE]);
    const keys = leavesOf(settingsJsonSchema() as Schema);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
    expect([...known].filter((key) => !keys.includes(key))).toEqual([]);
  });

  it.concurrent.each(GUARDED)("$key: up --yes ends, tells why, and changes nothing", async (edit) => {
    const practice = new Practice(base);
    writeSettings(practice, edit.settings, ALL_SECTIONS);
    const told = await expectRefused(practice, edit.code);
    expect(told).toMatch(edit.tells);
    if (edit.code === 1) {
      const { store = "db.instance" } = edit;
      expect(told).toMatch(new RegExp(`${store} would be (replaced|deleted)`));
      expect(told).toMatch(new RegExp(`--replace ${store}|flashsale-setup destroy`));
    }
    practice.remove();
  });

  it("name: the state is of another stack", async () => {
    const practice = new Practice(base);
    write(practice, "flashsale.yaml", "name: other\n");
    expect(await expectRefused(practice, 78)).toMatch(
      /belongs to the stack flashsale, but this run is for other/,
    );
    practice.remove();
  });

  it("db.replicas, lowered: a replica goes only by its name", async () => {
    const practice = await standing("db: { replicas: 1 }");
    writeSettings(practice, "db: { replicas: 0 }");
    expect(await expectRefused(practice, 1)).toContain("db.replica.1 would be deleted");
    await runTo(practice, 0, "up --yes --replace db.replica.1");
    practice.remove();
  });

  it("security.enabled, switched off: the trail's records go only with a destroy", async () => {
    const others = contents
      .filter(({ name }) => name !== "security")
      .map(({ name }) => `${name}: { enabled: false }\n`)
      .join("");
    const practice = await standing("security: { enabled: true }", { others });
    // Five minutes of the account's time, which are 60 ms here, bring the first records.
    writeSettings(practice, "security: { enabled: false }", others);
    expect(await expectRefused(practice, 1)).toContain("security.bucket would be deleted");
    practice.remove();
  });

  it("network.existing, switched on: the database would have to move", async () => {
    const practice = new Practice(base);
    const others = contents.filter(({ name }) => name !== "network");
    const off = others.map((section) => `${section.name}: { enabled: false }`);
    write(practice, "other.yaml", ["name: other", ...off].join("\n"));
    await runTo(practice, 0, "up --yes --config other.yaml --state other.json");
    const vpcId = rowOf(readAccount(practice), "EC2/vpc", ({ tags }) => nameIn(tags) === "other-vpc").id;
    const ids = (tier: string): string =>
      rowsOf(readAccount(practice), "EC2/subnet")
        .filter(({ tags }) => nameIn(tags)?.startsWith(`other-subnet-${tier}`))
        .map(({ id }) => id)
        .join(", ");
    const tiers = ["data", "application", "edge"].map((tier) => `${tier}SubnetIds: [${ids(tier)}]`);
    writeSettings(practice, `network: { existing: { vpcId: ${vpcId}, ${tiers.join(", ")} } }`, ALL_SECTIONS);
    const told = await expectRefused(practice, 1);
    expect(told).toContain("--replace db.instance");
    expect(told).toMatch(/vpcId: vpc-[0-9a-f]+ -> vpc-[0-9a-f]+/);
    practice.remove();
  });
});

const nameIn = (tags: unknown): string | undefined => (tags as Record<string, string> | undefined)?.Name;
