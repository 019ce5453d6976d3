import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Census, hasMoto, type Moto, SETUP_MILLISECONDS, startMoto } from "./moto.ts";
import { cleanUp, type EventLine, type Place, run } from "./program.ts";
import {
  AROUND_MOTO,
  addressesIn,
  countOurs,
  editSettings,
  newPlace,
  replacing,
  runWell,
  thingAt,
  withSections,
} from "./stack.ts";

/** What an `up` of the test's settings makes besides network and database, counted by hand from guide and design. */
const COUNTS = {
  roles: 1,
  policies: 1,
  instanceProfiles: 1,
  topics: 0,
  alarms: 5,
  dashboards: 1,
  repositories: 1,
  logGroups: 1,
  launchTemplates: 1,
  instances: 1,
  targetGroups: 1,
  loadBalancers: 1,
  listeners: 1,
  listenerRules: 2,
  scalingGroups: 1,
};

const OWN_POLICY = "arn:aws:iam::123456789012:policy/FlashSaleAppPolicy";
const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

const idAt = (census: Census, address: string): string => thingAt(census, address).id;

/** The ARN of a scaling policy: policies have no tags. */
const policyArn = (census: Census, name: string): unknown =>
  (census.scalingPolicies ?? []).find(({ id }) => id === name)?.arn;

describe.skipIf(!hasMoto())("what runs the application, against moto, over the wire", () => {
  let moto: Moto;
  let place: Place;
  let untouched: Census;
  let made: Census;

  beforeAll(async () => {
    moto = await startMoto(1);
    place = await newPlace(moto);
    untouched = await moto.census();
    await runWell(place, "init", "--defaults");
    await editSettings(
      place,
      withSections("network", "db", "iam", "monitoring", "deploy", "scale"),
      ...AROUND_MOTO,
      replacing("  instance: false", "  instance: true"),
    );
  }, SETUP_MILLISECONDS);

  afterAll(async () => {
    await (moto as Moto | undefined)?.stop();
    await cleanUp();
  });

  it("is made once, although killed on the way", { timeout: 90_000 }, async () => {
    // Instances are not asked for by then: moto makes a second one for a repeated token, AWS answers with the first.
    const atTheDoor = ({ event, address }: EventLine): boolean =>
      event === "start" && address === "scale.listener.http";
    expect(await run(place, ["up", "--yes", "--json"], atTheDoor)).toMatchObject({ signal: "SIGKILL" });
    await runWell(place, "up", "--yes");
    made = await moto.census();
    expect(countOurs(made, COUNTS)).toEqual(COUNTS);
    expect((made.scalingPolicies ?? []).map(({ id }) => id).sort()).toEqual(["scale-down", "scale-up"]);
    expect(new Set(addressesIn(made)).size).toBe(addressesIn(made).length);
    const { stdout } = await runWell(place, "plan", "--detailed-exitcode", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ empty: true, counts: { asWanted: 71 } });
  });

  it("has the guide's names, sizes and permissions", () => {
    const policies = [OWN_POLICY, managed("AmazonSSMManagedInstanceCore")];
    expect(thingAt(made, "iam.role")).toMatchObject({ id: "FlashSaleAppRole", policies });
    expect(thingAt(made, "iam.instance-profile")).toMatchObject({ roles: ["FlashSaleAppRole"] });
    const own = thingAt(made, "iam.policy");
    expect(own.id).toBe(OWN_POLICY);
    expect(JSON.stringify(own.document)).toContain("secret:flashsale/db-password-");
    expect(thingAt(made, "deploy.log-group")).toMatchObject({ id: "/flashsale/app", days: 30 });
    // The image in use is kept by a rule of its own.
    expect(thingAt(made, "deploy.repository")).toMatchObject({ id: "flashsale-app", keeps: [1, 30] });
    expect(thingAt(made, "monitoring.dashboard").id).toBe("FlashSaleDashboard");
    expect(thingAt(made, "monitoring.alarm.high-error-rate")).toMatchObject({
      id: "flashsale-high-error-rate",
      expressions: [expect.stringContaining("100 * f")],
      threshold: 5,
    });
    expect(thingAt(made, "monitoring.alarm.high-latency")).toMatchObject({ threshold: 500, actions: [] });
  });

  it("is wired together", () => {
    const group = idAt(made, "network.security-group.application");
    const subnets = (tier: string): string[] =>
      [1, 2, 3].map((index) => idAt(made, `network.subnet.${tier}-${index}`)).sort();
    const server = { profile: "FlashSaleAppRole", groups: [group] };
    const template = thingAt(made, "deploy.launch-template");
    expect(template).toMatchObject({ ...server, version: 1, type: "m5.xlarge", tokens: "required" });
    expect(template.userData).toContain(`${String(thingAt(made, "deploy.repository").uri)}:latest`);
    expect(template.userData).toMatch(/^DB_PASSWORD=arn:aws:secretsmanager:/m);
    const home = idAt(made, "network.subnet.application-1");
    expect(thingAt(made, "deploy.instance")).toMatchObject({ ...server, subnet: home });
    const targets = [idAt(made, "scale.target-group")];
    const balancer = { name: "flashsale-alb", groups: [idAt(made, "network.security-group.load-balancer")] };
    expect(thingAt(made, "scale.load-balancer")).toMatchObject({ ...balancer, subnets: subnets("edge") });
    expect(thingAt(made, "scale.listener.http")).toMatchObject({ port: 80, targets });
    expect(thingAt(made, "scale.rule.actuator")).toMatchObject({
      actions: ["fixed-response"],
      paths: ["/actuator", "/actuator/*"],
    });
    // There is no image yet: instances would never become healthy.
    expect(thingAt(made, "scale.group")).toMatchObject({
      ...{ id: "flashsale-asg", min: 0, desired: 0, max: 20, health: "ELB", targets },
      ...{ template: template.id, version: "1", subnets: subnets("application") },
    });
    for (const [step, threshold] of [["up", 70] as const, ["down", 30] as const])
      expect(thingAt(made, `scale.alarm.${step}`)).toMatchObject({
        threshold,
        actions: [policyArn(made, `scale-${step}`)],
      });
  });

  it("takes edited settings in place", { timeout: 40_000 }, async () => {
    await editSettings(
      place,
      replacing("managedPolicies: []", "managedPolicies: [CloudWatchReadOnlyAccess]"),
      replacing("latencyMs: 500", "latencyMs: 400"),
      replacing("notify: []", "notify: [oncall@example.com]"),
      replacing("keepImages: 30", "keepImages: 20"),
      replacing("logRetentionDays: 30", "logRetentionDays: 14"),
      replacing("max: 20", "max: 12"),
      replacing("cpuHigh: 70", "cpuHigh: 65"),
    );
    const { stdout } = await runWell(place, "up", "--yes", "--json");
    const summary = { created: 3, updated: 7, deleted: 0, failed: [] };
    expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toMatchObject(summary);
    const after = await moto.census();
    expect(countOurs(after, COUNTS)).toEqual({ ...COUNTS, topics: 1 });
    expect(addressesIn(after).sort()).toEqual([...addressesIn(made), "monitoring.topic"].sort());
    expect(thingAt(after, "iam.role").policies).toContain(managed("CloudWatchReadOnlyAccess"));
    const actions = [idAt(after, "monitoring.topic")];
    expect(thingAt(after, "monitoring.alarm.high-latency")).toMatchObject({ threshold: 400, actions });
    expect((after.subscriptions ?? []).map(({ id }) => id)).toEqual(["oncall@example.com"]);
    expect(thingAt(after, "deploy.repository")).toMatchObject({ keeps: [1, 20] });
    expect(thingAt(after, "deploy.log-group")).toMatchObject({ days: 14 });
    expect(thingAt(after, "scale.group")).toMatchObject({ min: 0, desired: 0, max: 12 });
    const up = { threshold: 65, actions: [policyArn(made, "scale-up")] };
    expect(thingAt(after, "scale.alarm.up")).toMatchObject(up);
    await runWell(place, "plan", "--detailed-exitcode");
  });

  it("leaves nothing behind", { timeout: 60_000 }, async () => {
    await runWell(place, "destroy", "--yes", "--delete-data", "--no-final-snapshot");
    expect(await moto.census()).toEqual(untouched);
  });
});
