import { describe, expect, it } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { Practice } from "../program.ts";
import { inParallel, killedOf, outcomeOf, runUnkilled } from "./campaign.ts";
import { random } from "./kill-each.ts";
import { GIVEN_UP, type GivenUp, write } from "./scenarios.ts";

/** An end that an edit comes to before it is done: its process dies, or AWS refuses the call. */
type Trouble =
  | { readonly kill: { readonly attempt: number; readonly when: "before" | "after" } }
  | { readonly refused: string };

const SPEED = "5000";
const SAMPLE = 2;

/** The faults that bring a trouble about. A refusal is one that no repeat changes. */
const faultsOf = (trouble: Trouble): object =>
  "kill" in trouble
    ? trouble
    : { refuse: [{ operation: trouble.refused, error: "OptInRequired", status: 403 }] };

function troublesOf(changes: readonly string[]): readonly Trouble[] {
  const kills = changes.flatMap((_, index): Trouble[] =>
    (["before", "after"] as const).map((when) => ({ kill: { attempt: index + 1, when } })),
  );
  const refusals = [...new Set(changes)].map((call): Trouble => ({ refused: call.replace(" ", ".") }));
  const some = (list: readonly Trouble[]): readonly Trouble[] =>
    [...list].sort(() => random() - 0.5).slice(0, SAMPLE);
  return isFull ? [...kills, ...refusals] : [...some(kills), ...some(refusals)];
}

/** EC2 numbers a template's versions on, so that going back makes a new one of the old content. */
const VERSION = /("aws:ec2launchtemplate:version",")\d+/g;

const pick = ({ account, entries, settings }: ReturnType<typeof outcomeOf>) => ({
  account: account.map((one) => one.replace(VERSION, "$1N")),
  entries,
  settings,
});

/** Begins the edit, meets the trouble, puts the settings back and runs the same command; the old account must stand. */
async function giveUp(edit: GivenUp, base: Practice, trouble: Trouble): Promise<string | undefined> {
  const practice = write(new Practice(base), edit.after);
  const label = JSON.stringify(trouble);
  try {
    const begun = await practice.run("up --yes", { speed: SPEED, faults: faultsOf(trouble) });
    if (begun.code === 0 && killedOf(begun) === undefined) return undefined;
    write(practice, edit.before);
    const back = await practice.run("up --yes", { speed: SPEED });
    if (back.code !== 0) return `${label}: ${back.code} ${back.stderr}`;
    const plan = await practice.run("plan --detailed-exitcode");
    if (plan.code !== 0) return `${label}: the plan is not empty: ${plan.stdout}`;
    // The content is as wanted, says the plan; the account itself remembers revisions and operations of the way there and back.
    expect(pick(outcomeOf(practice)), label).toEqual(pick(outcomeOf(base)));
    return undefined;
  } finally {
    practice.remove();
  }
}

describe(`an edit that is given up half way (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  it.each(GIVEN_UP)(
    "$name leads back to the old account, wherever it was killed or refused",
    { timeout: 3_600_000 },
    async (edit) => {
      const base = await edit.prepare();
      const prepare = (): Promise<Practice> => Promise.resolve(write(new Practice(base), edit.after));
      const edited = await prepare();
      const { changes } = await runUnkilled({ name: edit.name, words: "up --yes", prepare }, edited);
      edited.remove();
      const troubles = troublesOf(changes);
      expect(troubles.length).toBeGreaterThan(0);
      const ends = await inParallel(troubles, 2, (trouble) => giveUp(edit, base, trouble));
      expect(ends.filter((end) => end !== undefined)).toEqual([]);
      base.remove();
    },
  );
});
