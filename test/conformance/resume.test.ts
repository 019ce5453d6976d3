import { describe, expect, it } from "vitest";
import { apply } from "../../src/engine/apply.ts";
import type { Summary } from "../../src/engine/events.ts";
import { observe } from "../../src/engine/observe.ts";
import { makePlan } from "../../src/engine/plan.ts";
import type { Journal } from "../../src/engine/ports.ts";
import type { Props } from "../../src/engine/resource.ts";
import { resourceTypes } from "../../src/resources/index.ts";
import { digest, emptyDisk, Life, MemoryJournal } from "../engine/builders.ts";
import { type Account, ADDRESS, openAccount, STACK } from "./ground.ts";
import type { Sample } from "./sample.ts";
import { samples } from "./samples/index.ts";
import { lookUpWithoutState } from "./standing.ts";

const TOKEN = "token-of-the-killed-run";

/** The state that a process leaves which was killed while its create was under way. */
async function interrupted({ aws }: Account, { type }: Sample, input: Props): Promise<Journal> {
  const journal = new MemoryJournal({ ...STACK, disk: emptyDisk(), life: new Life() });
  const name = type.nameOf?.(input);
  const sentAt = new Date(aws.clock.now()).toISOString();
  const intent = { status: "creating", type: type.name, needs: [], token: TOKEN, input, sentAt } as const;
  await journal.put(ADDRESS, { ...intent, ...(name === undefined ? {} : { name }) });
  return journal;
}

/** Plans and carries out, as the next run does. */
async function carryOn({ aws }: Account, { type }: Sample, input: Props, journal: Journal): Promise<Summary> {
  const declarations = [{ address: ADDRESS, type, input, needs: [] }];
  const looked = { declarations, types: resourceTypes, journal };
  const observation = await observe({ ...looked, env: aws });
  const choices = { replace: new Set<string>(), adopt: new Map<string, string>(), deleteAdopted: false };
  const options = { ...choices, mode: "up", pruneRules: false, finalSnapshots: true } as const;
  const planned = makePlan({ ...looked, observation, clock: aws.clock, options });
  const run = {
    env: aws,
    types: resourceTypes,
    journal,
    clock: aws.clock,
    digest,
    emit: () => undefined,
    signal: new AbortController().signal,
    explain: (error: unknown) => Promise.resolve(error),
    known: new Map(planned.known),
    options: { ...choices, applyAt: "now", force: false } as const,
  };
  return apply(run, planned.works);
}

describe("a run after one that was killed", () => {
  it.each(samples.map((sample) => [sample.type.name, sample] as const))(
    "takes up the %s that was made and not noted",
    async (_, sample) => {
      const account = openAccount();
      const props = await sample.props(account.ground);
      const journal = await interrupted(account, sample, props);
      const { id } = await sample.type.create(account.others, props, TOKEN);
      expect(await carryOn(account, sample, props, journal)).toMatchObject({ outcome: "done" });
      expect(journal.entries().get(ADDRESS)).toMatchObject({ status: "ready", id });
      expect(await lookUpWithoutState(account, sample, props)).toMatchObject({ found: "one" });
      account.close();
    },
  );

  it.each(samples.map((sample) => [sample.type.name, sample] as const))(
    "makes the %s whose create was never sent, once",
    async (_, sample) => {
      const account = openAccount();
      const props = await sample.props(account.ground);
      const journal = await interrupted(account, sample, props);
      expect(await carryOn(account, sample, props, journal)).toMatchObject({ outcome: "done" });
      expect(journal.entries().get(ADDRESS)).toMatchObject({ status: "ready" });
      expect(await lookUpWithoutState(account, sample, props)).toMatchObject({ found: "one" });
      account.close();
    },
  );
});
