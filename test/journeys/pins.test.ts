import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import {
  type Account,
  changedItems,
  editAccount,
  editState,
  expectSettled,
  planOf,
  rowOf,
  runTo,
  standing,
} from "./stack.ts";

const NEWER = "15.16";

type Zone = { name: string; state: string };
type Pins = Record<string, { value: unknown } | undefined>;

function offerNewer(account: Account): void {
  const rds = account.offers.RDS as { postgresVersions: object[] };
  rds.postgresVersions.push({ version: NEWER, released: "2026-02", status: "available" });
}

function zonesOf(account: Account): Record<string, Zone[]> {
  return (account.offers.EC2 as { zones: Record<string, Zone[]> }).zones;
}

function reorderZones(account: Account): void {
  const zones = zonesOf(account);
  zones["us-east-1"] = [...(zones["us-east-1"] ?? [])].reverse();
}

/** A zone that sorts before those in use opens. */
function openEarlierZone(account: Account): void {
  const zones = zonesOf(account);
  const [first] = zones["us-east-1"] ?? [];
  const opened = { ...first, name: "us-east-10", id: "use1-az7" } as unknown as Zone;
  for (const zone of zones["us-east-1"] ?? []) if (zone.name === "us-east-1b") zone.state = "unavailable";
  zones["us-east-1"] = [opened, ...(zones["us-east-1"] ?? [])];
}

function setLiveVersion(account: Account, version: string): void {
  const instance = rowOf(account, "RDS/db-instance") as unknown as { settings: { EngineVersion: string } };
  instance.settings.EngineVersion = version;
}

const dropPin = (practice: Practice, key: string): void =>
  editState(practice, (state) => {
    delete (state.pins as Pins)[key];
  });

const pinOf = (practice: Practice, key: string): unknown => (practice.state().pins as Pins)[key]?.value;

let base: Practice;
let practice: Practice;

beforeAll(async () => {
  base = await standing();
});

afterAll(() => base.remove());

const within = (run: () => Promise<void>) => async () => {
  practice = new Practice(base);
  await run();
  practice.remove();
};

describe("a pinned answer", () => {
  it(
    "stays when AWS offers a newer version and lists its zones in another order: notices only",
    within(async () => {
      editAccount(practice, (account) => {
        offerNewer(account);
        reorderZones(account);
      });
      await expectSettled(practice);
      const plan = await planOf(practice);
      expect(plan.notices.join("\n")).toMatch(/15\.16 is offered.*--upgrade db\.engineVersion/);
      expect(plan.empty).toBe(true);
      await runTo(practice, 0, "up --yes");
      expect(pinOf(practice, "db.engineVersion")).toBe("15.15");
    }),
  );

  it(
    "stays when a zone in use closes and another opens: a notice only",
    within(async () => {
      editAccount(practice, openEarlierZone);
      const plan = await planOf(practice, "--detailed-exitcode");
      expect(changedItems(plan)).toEqual([]);
      expect(plan.notices.join("\n")).toMatch(/the stack stays in us-east-1a, us-east-1b, us-east-1c/);
    }),
  );

  it(
    "is asked anew by --upgrade",
    within(async () => {
      editAccount(practice, offerNewer);
      const plan = await planOf(practice, "--upgrade db.engineVersion");
      expect(changedItems(plan).map(({ address, changes }) => [address, changes[0]?.to])).toEqual([
        ["db.instance", NEWER],
      ]);
      expect(pinOf(practice, "db.engineVersion"), "a plan writes no pin").toBe("15.15");
      await runTo(practice, 0, "up --yes --upgrade db.engineVersion --apply-at now");
      expect(pinOf(practice, "db.engineVersion")).toBe(NEWER);
      await expectSettled(practice);
    }),
  );

  it(
    "of a version moves to what stands when AWS has upgraded it within its line",
    within(async () => {
      editAccount(practice, (account) => {
        offerNewer(account);
        setLiveVersion(account, NEWER);
      });
      await expectSettled(practice);
      await runTo(practice, 0, "up --yes");
      expect(pinOf(practice, "db.engineVersion")).toBe(NEWER);
    }),
  );

  it(
    "of a version, when it was lost, becomes what stands, not what is newest",
    within(async () => {
      dropPin(practice, "db.engineVersion");
      editAccount(practice, offerNewer);
      await expectSettled(practice);
      await runTo(practice, 0, "up --yes");
      expect(pinOf(practice, "db.engineVersion")).toBe("15.15");
    }),
  );

  it(
    "of the zones, when it was lost, becomes the zones that the subnets stand in",
    within(async () => {
      dropPin(practice, "network.zones");
      editAccount(practice, openEarlierZone);
      await expectSettled(practice);
      await runTo(practice, 0, "up --yes");
      expect(pinOf(practice, "network.zones")).toEqual((base.state().pins as Pins)["network.zones"]?.value);
    }),
  );

  it("that does not exist is told, with those that do", async () => {
    const run = await runTo(base, 64, "plan --upgrade db.version");
    expect(run.stderr).toMatch(/db\.version/);
    expect(run.stderr).toMatch(/db\.engineVersion/);
  });
});
