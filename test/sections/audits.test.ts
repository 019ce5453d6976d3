import { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws, Clients } from "../../src/aws/env.ts";
import type { Observed, Props } from "../../src/engine/resource.ts";
import type { AuditContext, AuditSpec } from "../../src/sections/audit.ts";
import { sections } from "../../src/sections/index.ts";
import type { Settings } from "../../src/sections/settings.ts";
import { mockAws } from "../resources/rds/mocked-aws.ts";
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
  readonly env?: Aws;
}

/** What an audit sees of an account; most of them ask AWS nothing more. */
const seen = ({ ours = {}, around = {}, settings = settingsOf(), env }: Account): AuditContext => ({
  env: env as Aws,
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

describe("the audit of secrets", () => {
  const secrets = { "secrets-manager/secret": [observed("flashsale/db-password", {})] };
  const agedDays = (days: number) => {
    const { aws, secrets: stub } = mockAws();
    const LastChangedDate = new Date(aws.clock.now() - days * 24 * 60 * 60 * 1000 - 1000);
    stub.safe.on(DescribeSecretCommand).resolves({ LastChangedDate });
    return check("secrets", { around: secrets, env: aws });
  };

  it("passes what was changed within 90 days, and tells what is older", async () => {
    expect(await agedDays(90)).toMatchObject({ state: "ok" });
    expect(await agedDays(91)).toMatchObject({
      state: "warning",
      detail: "flashsale/db-password is 91 days old",
    });
  });

  it("says nothing of one that is to be deleted", async () => {
    const leaving = observed("flashsale/db-password", {}, { condition: "leaving" });
    expect(await check("secrets", { around: { "secrets-manager/secret": [leaving] } })).toBeUndefined();
  });
});

describe("the audit of trails", () => {
  const withTrails = async (...logging: readonly boolean[]) => {
    const client = new CloudTrailClient({ region: "us-east-1" });
    const stub = mockClient(client);
    const arn = (index: number): string => `arn:aws:cloudtrail:eu-west-1:123456789012:trail/trail-${index}`;
    const trailList = logging.map((_, index) => ({ Name: `trail-${index}`, TrailARN: arn(index) }));
    stub.on(DescribeTrailsCommand, { includeShadowTrails: true }).resolves({ trailList });
    // A shadow of a trail elsewhere answers to its ARN only.
    for (const [index, IsLogging] of logging.entries())
      stub.on(GetTrailStatusCommand, { Name: arn(index) }).resolves({ IsLogging });
    return check("CloudTrail", { env: { ...mockAws().aws, safe: { cloudTrail: client } as Clients } });
  };

  it("passes where any trail that covers the region records", async () => {
    expect(await withTrails(false, true)).toEqual({
      state: "ok",
      detail: "trail-1 records calls in this region",
    });
  });

  it("tells that none does, and which are switched off", async () => {
    expect(await withTrails()).toMatchObject({ state: "problem", fix: ["flashsale-setup security trail"] });
    expect(await withTrails(false)).toMatchObject({
      state: "problem",
      detail: "no trail records calls in this region: trail-0 is switched off",
    });
  });
});
