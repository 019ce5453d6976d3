import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAccount, Practice } from "./program.ts";
import {
  changedItems,
  expectSettled,
  planOf,
  readAccount,
  rowsOf,
  runTo,
  standing,
  writeSettings,
} from "./stack.ts";

/** An edit of one setting and all that it may change: props by address, or an action that is no update. */
interface Edit {
  readonly name: string;
  /** The settings before, if they are not the defaults. */
  readonly before?: string;
  readonly after: string;
  readonly flags?: string;
  readonly changes: Readonly<Record<string, string>>;
}

const applicationSubnets = (what: string): Record<string, string> =>
  Object.fromEntries([1, 2, 3].map((zone) => [`network.subnet.application-${zone}`, what]));
const applicationRoutes = (...zones: number[]): Record<string, string> =>
  Object.fromEntries(zones.map((zone) => [`network.route.application-${zone}`, "update target"]));

const TO_INTERNET_GATEWAY: Edit = {
  name: "network.egress internet-gateway",
  after: "network: { egress: internet-gateway }",
  changes: {
    ...applicationSubnets("update publicAddresses"),
    ...applicationRoutes(1, 2, 3),
    "network.elastic-ip-1": "delete",
    "network.nat-gateway-1": "delete",
  },
};

const EDITS: readonly Edit[] = [
  {
    name: "db.backupRetentionDays",
    after: "db: { backupRetentionDays: 14 }",
    changes: { "db.instance": "update backupRetentionDays" },
  },
  {
    name: "db.class at once",
    after: "db: { class: db.r6g.xlarge }",
    flags: "--apply-at now",
    changes: { "db.instance": "update class" },
  },
  {
    name: "db.storageGib, which grows",
    after: "db: { storageGib: 200 }",
    changes: { "db.instance": "update allocatedStorageGib" },
  },
  {
    name: "db.maintenanceWindow",
    after: 'db: { maintenanceWindow: "sun:06:00-sun:07:00" }',
    changes: { "db.instance": "update maintenanceWindow" },
  },
  {
    name: "db.backupWindow",
    after: 'db: { backupWindow: "01:00-01:30" }',
    changes: { "db.instance": "update backupWindow" },
  },
  {
    name: "db.multiAz, switched off",
    after: "db: { multiAz: false }",
    changes: { "db.instance": "update multiAz" },
  },
  {
    name: "db.multiAz, switched on",
    before: "db: { multiAz: false }",
    after: "",
    changes: { "db.instance": "update multiAz" },
  },
  {
    name: "db.deletionProtection",
    after: "db: { deletionProtection: false }",
    changes: { "db.instance": "update deletionProtection" },
  },
  {
    name: "db.engineVersion, another line",
    after: 'db: { engineVersion: "16" }',
    flags: "--apply-at now",
    changes: { "db.instance": "update engineVersion" },
  },
  {
    name: "network.natGateways per-zone",
    after: "network: { natGateways: per-zone }",
    changes: {
      "network.elastic-ip-2": "create",
      "network.elastic-ip-3": "create",
      "network.nat-gateway-2": "create",
      "network.nat-gateway-3": "create",
      ...applicationRoutes(2, 3),
    },
  },
  TO_INTERNET_GATEWAY,
  {
    name: "network.egress nat-gateway, back again",
    before: TO_INTERNET_GATEWAY.after,
    after: "",
    changes: {
      ...TO_INTERNET_GATEWAY.changes,
      "network.elastic-ip-1": "create",
      "network.nat-gateway-1": "create",
    },
  },
  {
    name: "network.ingress vpc-cidr",
    after: "network: { ingress: vpc-cidr }",
    changes: Object.fromEntries(
      [
        ["application", "load-balancer"],
        ["database", "application"],
        ["cache", "application"],
        ["kafka", "application"],
      ].flatMap(([tier, from]) => [
        [`network.rule.${tier}-from-${from}`, "delete"],
        [`network.rule.${tier}-from-vpc`, "create"],
      ]),
    ),
  },
  {
    name: "network.edgeSubnets, the block of the NAT gateway",
    after: "network: { edgeSubnets: [10.0.31.0/24, 10.0.22.0/24, 10.0.23.0/24] }",
    changes: {
      "network.subnet.edge-1": "replace cidr",
      "network.association.edge-1": "replace subnetId",
      "network.nat-gateway-1": "replace subnetId",
      ...applicationRoutes(1, 2, 3),
    },
  },
];

const subnetIds = (practice: Practice): string[] =>
  rowsOf(readAccount(practice), "EC2/subnet")
    .filter(({ deletedAt }) => deletedAt === undefined)
    .map(({ id }) => id);

async function carryOut({ before, after, flags = "", changes }: Edit, base: Practice): Promise<void> {
  const practice = before === undefined ? new Practice(base) : await standing(before);
  const ids = subnetIds(practice);
  writeSettings(practice, after);
  const planned = changedItems(await planOf(practice));
  const told = planned.map(({ address, action, changes: props }) => [
    address,
    [action, ...props.map(({ prop }) => prop)].join(" "),
  ]);
  expect(Object.fromEntries(told)).toEqual(changes);
  await runTo(practice, 0, `up --yes ${flags}`);
  await expectSettled(practice);
  const replaced = Object.keys(changes).filter((address) => changes[address] === "replace cidr");
  const kept = subnetIds(practice).filter((id) => ids.includes(id));
  expect(kept, "subnets keep their identity").toHaveLength(ids.length - replaced.length);
  practice.remove();
}

let base: Practice;

beforeAll(async () => {
  base = await standing();
});

afterAll(() => base.remove());

describe("an edited setting", () => {
  it.concurrent.each(EDITS)("$name: the plan shows just that, up makes it, and it is settled", (edit) =>
    carryOut(edit, base),
  );

  it("of tags changes what carries tags and nothing else", async () => {
    const practice = new Practice(base);
    writeSettings(practice, "tags: { team: sale }");
    const planned = changedItems(await planOf(practice));
    const props = new Set(
      planned.map(({ action, changes }) => `${action} ${changes.map(({ prop }) => prop)}`),
    );
    expect([...props]).toEqual(["update tags"]);
    await runTo(practice, 0, "up --yes");
    await expectSettled(practice);
    const listed = await listAccount(practice);
    const untagged = listed.filter(({ tags }) => tags["flashsale-setup:address"] && tags.team !== "sale");
    expect(untagged).toEqual([]);
    writeSettings(practice, "");
    await runTo(practice, 0, "up --yes");
    await expectSettled(practice);
    expect((await listAccount(practice)).filter(({ tags }) => "team" in tags)).toEqual([]);
    practice.remove();
  });
});
