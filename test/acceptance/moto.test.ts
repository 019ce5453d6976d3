import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Census, hasMoto, type Moto, SETUP_MILLISECONDS, startMoto } from "./moto.ts";
import { cleanUp, type EventLine, type Place, run } from "./program.ts";
import {
  AROUND_MOTO,
  addressesIn,
  countOurs,
  editSettings,
  isOurs,
  newPlace,
  replacing,
  runWell,
  settingsFile,
  thingAt,
  withSections,
} from "./stack.ts";

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

/** The id of what the default route of an application table leads to. */
const wayOut = (census: Census, index: number): unknown =>
  thingAt(census, `network.route-table.application-${index}`).defaultRoute;

describe.skipIf(!hasMoto())("the built program against moto, over the wire", () => {
  let moto: Moto;
  let place: Place;
  let untouched: Census;

  beforeAll(async () => {
    moto = await startMoto(1);
    place = await newPlace(moto);
    untouched = await moto.census();
  }, SETUP_MILLISECONDS);

  afterAll(async () => {
    await (moto as Moto | undefined)?.stop();
    await cleanUp();
  });

  it("writes settings for the account that its credentials belong to", async () => {
    await runWell(place, "init", "--defaults");
    expect(await readFile(settingsFile(place), "utf8")).toContain('account: "123456789012"');
    await editSettings(place, withSections("network", "db"), ...AROUND_MOTO);
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
    await runWell(place, "up", "--yes");
    const census = await moto.census();
    expect(countOurs(census, COUNTS)).toEqual(COUNTS);
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
    const { stdout } = await runWell(place, "plan", "--detailed-exitcode", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ empty: true, counts: { asWanted: 47 } });
  });

  it("carries out an edited setting and nothing else", { timeout: 40_000 }, async () => {
    const before = await moto.census();
    await editSettings(place, replacing("natGateways: one", "natGateways: per-zone"));
    const { stdout } = await runWell(place, "up", "--yes", "--json");
    expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toMatchObject({ created: 4, updated: 2, deleted: 0 });
    const after = await moto.census();
    expect(countOurs(after, COUNTS)).toEqual({ ...COUNTS, addresses: 3, natGateways: 3 });
    expect(wayOut(after, 1)).toEqual(wayOut(before, 1));
    for (const index of [1, 2, 3])
      expect(wayOut(after, index)).toEqual([thingAt(after, `network.nat-gateway-${index}`).id]);
  });

  it("leaves nothing behind", { timeout: 40_000 }, async () => {
    await runWell(place, "destroy", "--yes", "--delete-data", "--no-final-snapshot");
    expect(await moto.census()).toEqual(untouched);
    const state = JSON.parse(await readFile(join(place.cwd, "flashsale.state.json"), "utf8")) as object;
    expect(state).toMatchObject({ resources: {}, retained: [] });
  });
});
