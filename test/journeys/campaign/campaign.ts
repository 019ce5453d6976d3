import { expect } from "vitest";
import { normalise, Practice, type Run } from "../program.ts";
import { readAccount } from "./account.ts";
import { contentOf, entriesOf, settingsOf } from "./content.ts";

/** A command that is killed at every point, and what it must come to. */
export interface Scenario {
  readonly name: string;
  /** The words that are run, killed, and run again. */
  readonly words: string;
  /** Makes the folder from which every point starts. */
  prepare(): Promise<Practice>;
  /** What must hold of the folder at the end, besides that the account equals the unkilled one. */
  verify?(practice: Practice): Promise<void>;
  readonly speed?: string;
  readonly faults?: object;
  /** Points at once; more where runs wait rather than work. @default 2 */
  readonly width?: number;
}

/** Where a run was killed. */
export interface Point {
  readonly attempt: number;
  readonly when: "before" | "after";
}

/** What was under way at a kill, as the sandbox told it. */
export interface Killed extends Point {
  readonly call: string;
  readonly subject: string;
}

const KILLED = /sandbox: killed (before|after) change (\d+): (\S+ \S+) ?(.*)/;

/** What a dying run said. */
export function killedOf(run: Run): Killed | undefined {
  const [, when, attempt, call = "", subject = ""] = KILLED.exec(run.stderr) ?? [];
  return when === undefined
    ? undefined
    : { when: when as Point["when"], attempt: Number(attempt), call, subject };
}

/** A seeded sequence of numbers from 0 to 1 (a linear congruential generator: its quality does not matter here). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a run leaves: what exists and what is in it, what the state remembers, and the settings. */
interface Outcome {
  readonly account: readonly string[];
  readonly content: readonly string[];
  readonly entries: readonly string[];
  readonly settings: readonly string[];
}

/** Reads what a run left. */
export const outcomeOf = (practice: Practice): Outcome => ({
  account: normalise(readAccount(practice)),
  content: contentOf(practice),
  entries: entriesOf(practice),
  settings: settingsOf(practice),
});

/** What an unkilled run comes to. */
export interface Expected {
  readonly outcome: Outcome;
  /** Its changes, such as `EC2 CreateVpc`, in the order in which they were sent. */
  readonly changes: readonly string[];
}

/** Runs a scenario unkilled and notes its changes. */
export async function runUnkilled(scenario: Scenario, base: Practice): Promise<Expected> {
  const practice = new Practice(base);
  const trace = "trace.jsonl";
  const run = await practice.run(`${scenario.words} --trace ${trace}`, withFaults(scenario, {}));
  expect(run.code, run.stderr).toBe(0);
  const reads = /^(Describe|Get|Head|List|Decode)/;
  const lines = practice
    .read(trace)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { service: string; operation: string });
  const changes = lines
    .filter(({ operation }) => !reads.test(operation))
    .map(({ service, operation }) => `${service} ${operation}`);
  const outcome = outcomeOf(practice);
  await scenario.verify?.(practice);
  practice.remove();
  return { outcome, changes };
}

const withFaults = ({ speed = "5000", faults = {} }: Scenario, more: object) => ({
  speed,
  faults: { ...faults, ...more },
});

/**
 * Kills a scenario at one point, for the second time where `again` says so, and runs it to its end. The account must
 * equal the expected one: nothing twice, nothing orphaned, nothing that names what is gone, no intent left open.
 */
export async function killAt(
  scenario: Scenario,
  base: Practice,
  at: { point: Point; again?: Point | undefined; expected: Expected },
): Promise<Killed[]> {
  const practice = new Practice(base);
  const killed: Killed[] = [];
  for (const point of [at.point, at.again]) {
    if (point === undefined) continue;
    const run = await practice.run(scenario.words, withFaults(scenario, { kill: point }));
    const told = killedOf(run);
    if (told === undefined) expect(run.code, `${describePoint(point)}\n${run.stderr}`).toBe(0);
    else killed.push(told);
  }
  const last = await practice.run(scenario.words, withFaults(scenario, {}));
  const label = `${scenario.name}, ${killed.map((one) => `${describePoint(one)} (${one.call} ${one.subject})`).join(", then ")}`;
  expect(last.code, `${label}\n${last.stderr}`).toBe(0);
  expect(outcomeOf(practice), label).toEqual(at.expected.outcome);
  await scenario.verify?.(practice);
  practice.remove();
  return killed;
}

const describePoint = ({ attempt, when }: Point): string => `killed ${when} change ${attempt}`;

/** Runs jobs a few at a time; the machine's cores are the bound. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  job: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next[0]] = await job(next[1]);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
