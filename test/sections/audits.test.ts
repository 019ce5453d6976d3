import { describe, expect, it } from "vitest";
import type { Observed, Props } from "../../src/engine/resource.ts";
import type { AuditContext, AuditSpec } from "../../src/sections/audit.ts";
import { sections } from "../../src/sections/index.ts";
import type { Settings } from "../../src/sections/settings.ts";
import { settingsOf } from "./declared.ts";

const observed = (id: string, props: Props, more: Partial<Observed> = {}): Observed => ({
  id,
  name: id,
  condition: "standing",
  status: "available",
  props,
  attributes: {},
  ...more,
});

interface Account {
  /** By address. */
  readonly ours?: Readonly<Record<string, Observed>>;
  /** By type. */
  readonly around?: Readonly<Record<string, readonly Observed[]>>;
  readonly settings?: Settings;
}

/** What an audit sees of an account; none of these asks AWS anything more. */
const seen = ({ ours = {}, around = {}, settings = settingsOf() }: Account): AuditContext => ({
  env: undefined as never,
  settings,
  at: (address) => ours[address],
  all: (type) => around[type] ?? [],
});

const auditNamed = (name: string): AuditSpec => {
  const found = sections.flatMap(({ audits = [] }) => audits).find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no audit ${name}.`);
  return found;
};

const check = async (name: string, account: Account) => auditNamed(name).check(seen(account));

describe("an audit", () => {
  it("has a name of its own", () => {
    const names = sections.flatMap(({ audits = [] }) => audits.map(({ name }) => name));
    expect(names.length).toBeGreaterThan(8);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(
    sections
      .filter(({ auditsAccount }) => auditsAccount !== true)
      .flatMap(({ audits = [] }) => audits.map(({ name }) => name)),
  )("%s says nothing where nothing stands", async (name) => {
    expect(await check(name, {})).toBeUndefined();
  });
});

describe("an audit of one resource", () => {
  const CASES: readonly (readonly [string, string, Props, Props, RegExp])[] = [
    [
      "database storage",
      "db.instance",
      { storageEncrypted: true },
      { storageEncrypted: false },
      /not encrypted/,
    ],
    [
      "database reach",
      "db.instance",
      { publiclyAccessible: false },
      { publiclyAccessible: true },
      /public address/,
    ],
    [
      "cache",
      "cache.replication-group",
      { atRestEncryption: true, transitEncryption: true },
      { atRestEncryption: true, transitEncryption: false },
      /^not encrypted in transit$/,
    ],
    [
      "cache",
      "cache.replication-group",
      { atRestEncryption: true, transitEncryption: true },
      { atRestEncryption: false, transitEncryption: false },
      /at rest; not encrypted in transit/,
    ],
    [
      "Kafka",
      "kafka.cluster",
      { clientBroker: "TLS", inCluster: true },
      { clientBroker: "TLS_PLAINTEXT", inCluster: false },
      /TLS_PLAINTEXT; brokers talk in clear text/,
    ],
    [
      "instances' volumes",
      "deploy.launch-template",
      { rootVolume: { encrypted: true } },
      { rootVolume: { encrypted: false } },
      /not encrypted/,
    ],
    [
      "instances' credentials",
      "deploy.launch-template",
      { metadata: { tokens: "required" } },
      { metadata: { tokens: "optional" } },
      /IMDSv1/,
    ],
    ["images", "deploy.repository", { scanOnPush: true }, { scanOnPush: false }, /not scanned/],
  ];

  it.each(CASES)(
    "%s passes what is right, and tells what is not",
    async (...[name, address, good, bad, told]) => {
      const at = (props: Props) => check(name, { ours: { [address]: observed("ours", props) } });
      expect(await at(good)).toMatchObject({ state: "ok" });
      expect(await at(bad)).toMatchObject({
        state: "problem",
        detail: expect.stringMatching(told),
        fix: [`flashsale-setup ${address.split(".")[0]}`],
      });
      // What AWS does not tell is no proof.
      expect(await at({})).toMatchObject({ state: "problem" });
    },
  );

  it("is silent on what AWS does not tell at the moment", async () => {
    const instance = observed("ours", {}, { unread: true });
    expect(await check("database storage", { ours: { "db.instance": instance } })).toBeUndefined();
  });
});

describe("the audit of the security groups", () => {
  const ours = { "network.security-group.load-balancer": observed("sg-lb", {}) };
  const rule = (groupId: string, port: number, value: string, direction = "ingress"): Observed =>
    observed(`sgr-${groupId}-${port}`, {
      groupId,
      direction,
      fromPort: port,
      toPort: port,
      source: { kind: "cidr", value },
    });
  const withRules = (...rules: Observed[]) =>
    check("security groups", { ours, around: { "ec2/security-group-rule": rules } });

  it("passes the load balancer's two ports, and what may leave", async () => {
    const finding = await withRules(
      rule("sg-lb", 80, "0.0.0.0/0"),
      rule("sg-lb", 443, "0.0.0.0/0"),
      rule("sg-db", 5432, "10.0.0.0/16"),
      rule("sg-app", 443, "0.0.0.0/0", "egress"),
    );
    expect(finding).toMatchObject({ state: "ok" });
  });

  it.each([
    ["another group", rule("sg-db", 5432, "0.0.0.0/0"), "sg-db lets 0.0.0.0/0 in on port 5432"],
    ["another port", rule("sg-lb", 22, "0.0.0.0/0"), "sg-lb lets 0.0.0.0/0 in on port 22"],
    ["the world in IPv6", rule("sg-app", 8080, "::/0"), "sg-app lets ::/0 in on port 8080"],
    ["every port", rule("sg-lb", -1, "0.0.0.0/0"), "sg-lb lets 0.0.0.0/0 in on every port"],
  ])("tells %s that is open to the world", async (_, open, detail) => {
    expect(await withRules(rule("sg-lb", 80, "0.0.0.0/0"), open)).toMatchObject({ state: "problem", detail });
  });

  it("has the guide's rule as something to know", async () => {
    const settings = settingsOf({ network: { ingress: "vpc-cidr" } });
    expect(await check("security groups", { ours, settings })).toMatchObject({ state: "warning" });
  });
});

describe("the audit of the application's role", () => {
  const ours = { "iam.role": observed("FlashSaleAppRole", {}) };
  const attached = (roleName: string, name: string): Observed =>
    observed(`${roleName}/${name}`, { roleName, policyArn: `arn:aws:iam::aws:policy/${name}` });
  const withPolicies = (...around: Observed[]) =>
    check("application's role", { ours, around: { "iam/role-policy-attachment": around } });

  it("passes what is limited, and what another role has", async () => {
    const finding = await withPolicies(
      attached("FlashSaleAppRole", "AmazonSSMManagedInstanceCore"),
      attached("SomebodyElse", "AdministratorAccess"),
    );
    expect(finding).toMatchObject({ state: "ok" });
  });

  it.each([
    "AdministratorAccess",
    "PowerUserAccess",
    "CloudWatchFullAccess",
    "AmazonS3FullAccess",
    "IAMFullAccess",
  ])("tells %s by its name", async (name) => {
    expect(await withPolicies(attached("FlashSaleAppRole", name))).toMatchObject({
      state: "problem",
      detail: `${name} allows more than the application does`,
    });
  });

  it("says so where the settings themselves ask for it", async () => {
    const around = { "iam/role-policy-attachment": [attached("FlashSaleAppRole", "CloudWatchFullAccess")] };
    const settings = settingsOf({ iam: { managedPolicies: ["CloudWatchFullAccess"] } });
    const finding = await check("application's role", { ours, around, settings });
    expect(finding?.cause).toContain("iam.managedPolicies asks for CloudWatchFullAccess");
    expect((await check("application's role", { ours, around }))?.cause).toBeUndefined();
  });
});

describe("the audit of customers' requests", () => {
  const listener = (kind: string) =>
    check("customers' requests", {
      ours: { "scale.listener.http": observed("listener", { action: { kind } }) },
    });

  it("tells plain HTTP, and passes what only leads to HTTPS", async () => {
    expect(await listener("forward")).toMatchObject({
      state: "problem",
      detail: expect.stringContaining("HTTP"),
    });
    expect(await listener("redirect-to-https")).toMatchObject({ state: "ok" });
  });
});

describe("the audit of Kafka's clients", () => {
  it("has clients without credentials as something to know", async () => {
    const cluster = (unauthenticated: boolean) =>
      check("Kafka clients", { ours: { "kafka.cluster": observed("cluster", { unauthenticated }) } });
    expect(await cluster(true)).toMatchObject({ state: "warning" });
    expect(await cluster(false)).toMatchObject({ state: "ok" });
  });
});
