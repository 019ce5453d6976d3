import { describe, expect, it } from "vitest";
import { createRandom, inParallel } from "./campaign/campaign.ts";
import type { Practice } from "./program.ts";
import { ALL_SECTIONS, flat, prepared, runTo, write, writeSettings } from "./stack.ts";

const isFull = process.env.CAMPAIGN === "full";
const seed = Number(process.env.CAMPAIGN_SEED ?? Date.now() % 100_000);

/** Actions whose want stops nothing: what they tell is told as unknown, or they are needed only when AWS refuses a delete. */
const ADVISORY = new Set<string>([]);

/** A change of every kind that is made in place. */
const EDITED = `
tags: { team: sale }
db: { backupRetentionDays: 14 }
cache: { nodes: 3, parameters: { timeout: "600" } }
kafka:
  storageGib: 120
  serverProperties: { log.retention.hours: "72" }
  topics:
    - { name: flash-sale-reservations, partitions: 12 }
    - { name: flash-sale-inventory-updates }
`;

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

async function policyOf(practice: Practice): Promise<Policy> {
  return JSON.parse((await runTo(practice, 0, "doctor --policy")).stdout) as Policy;
}

const without = (policy: Policy, action: string): Policy => ({
  ...policy,
  Statement: policy.Statement.map((one) => ({
    ...one,
    Action: one.Action.filter((name) => name !== action),
  })),
});

/** Builds the stack, changes it and takes it down under a policy, until a run fails; answers that run's code and words. */
async function live(policy: Policy): Promise<{ code: number | null; said: string }> {
  const practice = prepared("", ALL_SECTIONS);
  write(practice, "policy.json", JSON.stringify(policy));
  const env = { FLASHSALE_SANDBOX_POLICY: "policy.json" };
  let said = "";
  try {
    for (const words of [
      "up --yes",
      "up --yes --apply-at now --replace kafka.topic.flash-sale-orders",
      "destroy --yes --delete-data",
    ]) {
      if (words.includes("--replace")) writeSettings(practice, EDITED, ALL_SECTIONS);
      const run = await practice.run(words, { env });
      said += run.stderr;
      if (run.code !== 0) return { code: run.code, said: flat(said) };
    }
    return { code: 0, said: flat(said) };
  } finally {
    practice.remove();
  }
}

describe(`the policy that doctor prints (seed ${seed})`, () => {
  it("is all that building, changing and taking down the stack needs", async () => {
    const practice = prepared("", ALL_SECTIONS);
    const { code, said } = await live(await policyOf(practice));
    expect(code, said).toBe(0);
    practice.remove();
  });

  it("holds nothing that is not needed: without any one action a run fails and names it", {
    timeout: 1_200_000,
  }, async () => {
    const practice = prepared("", ALL_SECTIONS);
    const policy = await policyOf(practice);
    const needed = policy.Statement.flatMap(({ Action }) => Action).filter((action) => !ADVISORY.has(action));
    const random = createRandom(seed);
    const chosen = isFull ? needed : needed.filter(() => random() < 4 / needed.length);
    const unnamed: string[] = [];
    await inParallel(chosen, 2, async (action) => {
      const { code, said } = await live(without(policy, action));
      if (code === 0 || !said.includes(action)) unnamed.push(`${action} (${code})`);
    });
    expect(unnamed).toEqual([]);
    practice.remove();
  });
});
