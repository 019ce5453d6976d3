import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Census, hasMoto, type Moto, startMoto, type Thing } from "./moto.ts";
import { buildProgram, cleanUp, type Ending, type EventLine, newFolder, type Place, run } from "./program.ts";

const ADDRESS = "flashsale-setup:address";

/** What an `up` of the test's settings makes, counted by hand from guide and design. */
const COUNTS = {
  vpcs: 1,
  subnets: 9,
  internetGateways: 1,
  addresses: 1,
  natGateways: 1,
  routeTables: 5,
  securityGroups: 5,
  rules: 6,
  endpoints: 1,
  dbSubnetGroups: 1,
  dbInstances: 1,
  dbSnapshots: 0,
  secrets: 1,
};

const isOurs = ({ tags }: Thing): boolean => tags["flashsale-setup:stack"] === "flashsale";

const countOurs = (census: Census): Record<string, number> =>
  Object.fromEntries(Object.keys(COUNTS).map((kind) => [kind, (census[kind] ?? []).filter(isOurs).length]));

const addressesIn = (census: Census): string[] =>
  Object.values(census).flatMap((things) => things.filter(isOurs).map(({ tags }) => tags[ADDRESS] ?? "none"));

/** The settings without the sections whose services moto does not serve. */
function withServedSections(settings: string): string {
  const blocks = settings.split(/^(?=\w+:)/m);
  const isServed = (block: string): boolean => /^(network|db):/.test(block);
  return blocks
    .map((block) => (isServed(block) ? block : block.replace("enabled: true", "enabled: false")))
    .join("");
}

/** The one thing of ours at an address. */
function thingAt(census: Census, address: string): Thing {
  const found = Object.values(census)
    .flat()
    .filter(({ tags }) => tags[ADDRESS] === address);
  expect(found, address).toHaveLength(1);
  return found[0] as Thing;
}

/** The id of what the default route of an application table leads to. */
const wayOut = (census: Census, index: number): unknown =>
  thingAt(census, `network.route-table.application-${index}`).defaultRoute;

describe.skipIf(!hasMoto())("the built program against moto, over the wire", () => {
  let moto: Moto;
  let place: Place;
  let untouched: Census;

  const settingsFile = (): string => join(place.cwd, "flashsale.yaml");

  async function editSettings(edit: (text: string) => string): Promise<void> {
    const before = await readFile(settingsFile(), "utf8");
    const after = edit(before);
    expect(after).not.toBe(before);
    await writeFile(settingsFile(), after);
  }

  async function runWell(...args: readonly string[]): Promise<Ending> {
    const ending = await run(place, args);
    expect(ending, ending.stderr).toMatchObject({ code: 0 });
    return ending;
  }

  beforeAll(async () => {
    moto = await startMoto(1);
    const [program, cwd] = await Promise.all([buildProgram(), newFolder("moto")]);
    const keys = { AWS_ACCESS_KEY_ID: "AKIAACCEPTANCE", AWS_SECRET_ACCESS_KEY: "acceptance" };
    place = {
      program,
      cwd,
      env: { HOME: cwd, ...keys, AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: moto.url },
    };
    untouched = await moto.census();
  });

  afterAll(async () => {
    await (moto as Moto | undefined)?.stop();
    await cleanUp();
  });

  it("writes settings for the account that its credentials belong to", async () => {
    await runWell("init", "--defaults");
    expect(await readFile(settingsFile(), "utf8")).toContain('account: "123456789012"');
    // moto takes the guide's windows, of which one begins when the other ends, for overlapping; AWS does not. And it
    // forgets the descriptions of rules that name a group, which the program would wait a minute for and then repair.
    await editSettings((text) =>
      withServedSections(text)
        .replace("maintenanceWindow: mon:04:00-mon:05:00", "maintenanceWindow: mon:05:00-mon:06:00")
        .replace("ingress: security-groups", "ingress: vpc-cidr"),
    );
  });

  it("plans everything and makes nothing", async () => {
    const { code, stdout } = await run(place, ["plan", "--detailed-exitcode", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, counts: { create: 47 }, problems: [] });
    expect(await moto.census()).toEqual(untouched);
  });

  it("makes everything once, however often it is killed on the way", { timeout: 60_000 }, async () => {
    // Types that AWS could make twice (VPC, internet gateway, address) stand by then: were one of them under way, the next
    // run would first look for it for five minutes, as it must on AWS.
    const halfWay = ({ event, address }: EventLine): boolean =>
      event === "done" && address === "network.elastic-ip-1";
    const inTheDatabase = ({ event, address, status }: EventLine): boolean =>
      event === "status" && address === "db.instance" && status === "creating";
    expect(await run(place, ["up", "--yes", "--json"], halfWay)).toMatchObject({ signal: "SIGKILL" });
    expect(await run(place, ["up", "--yes", "--json"], inTheDatabase)).toMatchObject({ signal: "SIGKILL" });
    await runWell("up", "--yes");
    const census = await moto.census();
    expect(countOurs(census)).toEqual(COUNTS);
    expect(new Set(addressesIn(census)).size).toBe(addressesIn(census).length);
  });

  it("makes what guide and settings say", async () => {
    const census = await moto.census();
    expect(thingAt(census, "network.vpc")).toMatchObject({ cidr: "10.0.0.0/16" });
    const blocks = (census.subnets ?? [])
      .filter(isOurs)
      .map(({ cidr, zone }) => `${String(cidr)} ${String(zone)}`);
    expect(blocks.sort()).toEqual([
      "10.0.1.0/24 us-east-1a",
      "10.0.11.0/24 us-east-1a",
      "10.0.12.0/24 us-east-1b",
      "10.0.13.0/24 us-east-1c",
      "10.0.2.0/24 us-east-1b",
      "10.0.21.0/24 us-east-1a",
      "10.0.22.0/24 us-east-1b",
      "10.0.23.0/24 us-east-1c",
      "10.0.3.0/24 us-east-1c",
    ]);
    expect(thingAt(census, "network.route-table.data")).toMatchObject({ defaultRoute: [] });
    expect(thingAt(census, "db.instance")).toMatchObject({
      id: "flashsale-db",
      class: "db.r5.xlarge",
      status: "available",
      multiAz: true,
      storageGib: 100,
      storageType: "gp3",
      encrypted: true,
      username: "flashsaleadmin",
      database: "flashsale",
      public: false,
      protected: true,
      backupDays: 7,
      subnetGroup: "flashsale-db-subnet",
      groups: [thingAt(census, "network.security-group.database").id],
    });
  });

  it("finds nothing to do afterwards", async () => {
    const { stdout } = await runWell("plan", "--detailed-exitcode", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ empty: true, counts: { asWanted: 47 } });
  });

  it("carries out an edited setting and nothing else", { timeout: 40_000 }, async () => {
    const before = await moto.census();
    await editSettings((text) => text.replace("natGateways: one", "natGateways: per-zone"));
    const { stdout } = await runWell("up", "--yes", "--json");
    expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toMatchObject({ created: 4, updated: 2, deleted: 0 });
    const after = await moto.census();
    expect(countOurs(after)).toEqual({ ...COUNTS, addresses: 3, natGateways: 3 });
    expect(wayOut(after, 1)).toEqual(wayOut(before, 1));
    for (const index of [1, 2, 3])
      expect(wayOut(after, index)).toEqual([thingAt(after, `network.nat-gateway-${index}`).id]);
  });

  it("leaves nothing behind", { timeout: 40_000 }, async () => {
    await runWell("destroy", "--yes", "--delete-data", "--no-final-snapshot");
    expect(await moto.census()).toEqual(untouched);
    const state = JSON.parse(await readFile(join(place.cwd, "flashsale.state.json"), "utf8")) as object;
    expect(state).toMatchObject({ resources: {}, retained: [] });
  });
});
