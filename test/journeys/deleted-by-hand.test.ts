import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFull, seed } from "../chance.ts";
import { deleteByHand } from "./by-hand.ts";
import { createRandom } from "./campaign/campaign.ts";
import { Practice, type Run } from "./program.ts";
import { ALL_SECTIONS, expectSettled, flat, prepared, runTo, standing } from "./stack.ts";

/** Nothing is to be seen on its way here. */
const FAST = { speed: "max" };

const SETTINGS = `
db: { replicas: 1 }
deploy: { instance: true }
monitoring: { notify: [ops@confirming.example] }
cost: { enabled: true, monthlyUsd: 2500, notify: [ops@confirming.example] }
security: { enabled: true }
`;

/** One resource of each type of the stack. */
const ADDRESSES = [
  "cache.parameter-group",
  "cache.replication-group",
  "cache.subnet-group",
  "cost.budget",
  "db.instance",
  "db.replica.1",
  "db.secret",
  "db.subnet-group",
  "deploy.instance",
  "deploy.launch-template",
  "deploy.log-group",
  "deploy.repository",
  "iam.instance-profile",
  "iam.instance-profile-role",
  "iam.managed-policy.AmazonSSMManagedInstanceCore",
  "iam.policy",
  "iam.role",
  "kafka.cluster",
  "kafka.configuration",
  "kafka.topic.flash-sale-reservations",
  "monitoring.alarm.high-error-rate",
  "monitoring.dashboard",
  "monitoring.subscription.ops_at_confirming.example",
  "monitoring.topic",
  "network.association.data-1",
  "network.elastic-ip-1",
  "network.internet-gateway",
  "network.internet-gateway-attachment",
  "network.nat-gateway-1",
  "network.route-table.edge",
  "network.route.edge",
  "network.rule.http-from-anywhere",
  "network.s3-endpoint",
  "network.security-group.kafka",
  "network.subnet.data-1",
  "network.vpc",
  "scale.group",
  "scale.listener.http",
  "scale.load-balancer",
  "scale.policy.up",
  "scale.rule.health",
  "scale.target-group",
  "security.bucket",
  "security.trail",
];

const SAMPLE = 4;
const random = createRandom(seed);
const chosen = isFull ? ADDRESSES : [...ADDRESSES].sort(() => random() - 0.5).slice(0, SAMPLE);

let base: Practice;
beforeAll(async () => {
  base = await standing(SETTINGS, { ...FAST, others: ALL_SECTIONS });
});
afterAll(() => base.remove());

/** A plan for which every data store that would be made anew is named, as the plan before it advises. */
async function planMeant(practice: Practice): Promise<{ plan: Run; flags: string }> {
  const named = new Set<string>();
  for (;;) {
    const flags = [...named].map((address) => ` --replace ${address}`).join("");
    const plan = await practice.run(`plan${flags}`, FAST);
    if (plan.code === 0) return { plan, flags };
    const advised = [...flat(plan.stdout).matchAll(/it: .*?--replace (\S+)/g)].map(
      ([, address = ""]) => address,
    );
    expect(
      advised.filter((address) => !named.has(address)),
      plan.stdout,
    ).not.toEqual([]);
    for (const address of advised) named.add(address);
  }
}

const typeOf = (practice: Practice, address: string): string =>
  (practice.state().resources[address] as { type: string }).type;

describe(`what somebody deleted by hand (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  it("may be of any type", () => {
    const types = Object.keys(base.state().resources).map((address) => typeOf(base, address));
    expect(new Set(ADDRESSES.map((address) => typeOf(base, address)))).toEqual(new Set(types));
  });

  it.each(chosen)(
    "stops no command, is made again by the next run, and keeps nothing from being taken down: %s",
    { timeout: 120_000 },
    async (address) => {
      const practice = new Practice(base);
      const deleted = await deleteByHand(practice, address);
      const gone = new Practice(practice);
      const status = await runTo(practice, 0, "status --json", FAST);
      const { plan, flags } = await planMeant(practice);
      for (const one of deleted) {
        expect(status.stdout).toContain(one);
        expect(plan.stdout).toContain(one);
      }
      await runTo(practice, 0, `up --yes${flags}`, FAST);
      await expectSettled(practice, FAST);
      await runTo(gone, 0, "destroy --yes --delete-data", FAST);
      practice.remove();
      gone.remove();
    },
  );

  /** Slow enough that much is still to be made when the first things stand. */
  const SLOW = { speed: "1000" };

  it.each(chosen)(
    "while the stack is made, ends the run in words at the worst, and the next one makes up for it: %s",
    { timeout: 120_000 },
    async (address) => {
      const practice = prepared(SETTINGS, ALL_SECTIONS);
      const { child, ended } = practice.start("up --yes", SLOW);
      let told = "";
      const made = new Promise<void>((done) => {
        child.once("close", () => done());
        child.stderr.on("data", (chunk) => {
          told += String(chunk);
          if (told.includes(`+ ${address} created`)) done();
        });
      });
      await made;
      await deleteByHand(practice, address).catch(() => undefined);
      const first = await ended;
      expect([0, 1, 69, 77], first.stderr).toContain(first.code);
      expect(first.stderr).not.toMatch(/\bbug\b/i);
      const { flags } = await planMeant(practice);
      await runTo(practice, 0, `up --yes${flags}`, FAST);
      await expectSettled(practice, FAST);
      practice.remove();
    },
  );
});
