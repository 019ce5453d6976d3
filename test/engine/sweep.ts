import { expect } from "vitest";
import { portrait } from "./drawings.ts";
import { actionsOf, type Choices, type Declare, World } from "./world.ts";

/** Something that happens to a stack, each step a run of the program. */
export interface Story {
  /** What stands before the kill; absent: nothing. */
  readonly before?: Declare;
  readonly wanted: Declare;
  readonly choices?: Choices;
  readonly lagSeconds?: number;
}

async function begin({ before, choices, lagSeconds = 0 }: Story): Promise<World> {
  const world = new World();
  world.cloud.lagSeconds = lagSeconds;
  if (before !== undefined) {
    const { summary } = await world.up(before, choices);
    expect(summary).toMatchObject({ outcome: "done", failed: [] });
    world.clock.pass(600);
  }
  return world;
}

/** Kills a story at its k-th point, runs the same again, and says what came of it; `undefined` past the last point. */
async function killedAt(story: Story, killAt: number): Promise<World | undefined> {
  const world = await begin(story);
  const first = await world.run(story.wanted, { ...story.choices, killAt });
  if (first !== "killed") return undefined;
  const { summary } = await world.up(story.wanted, story.choices);
  expect(summary, `killed at ${killAt}:\n${world.log.join("\n")}`).toMatchObject({
    outcome: "done",
    failed: [],
  });
  return world;
}

/** Kills a story at each of its points in turn; each time the same command again must end as if nothing had happened. */
export async function sweep(story: Story): Promise<number> {
  const unkilled = await begin(story);
  await unkilled.up(story.wanted, story.choices);
  const expected = portrait(unkilled.cloud);
  for (let killAt = 1; ; killAt++) {
    const world = await killedAt(story, killAt);
    if (world === undefined) return killAt - 1;
    const told = `killed at ${killAt}:\n${world.log.join("\n")}`;
    expect(portrait(world.cloud), told).toEqual(expected);
    world.clock.pass(600);
    expect(actionsOf(await world.plan(story.wanted, story.choices)), told).toEqual([]);
    expect(leftIntents(world), told).toEqual([]);
  }
}

const leftIntents = (world: World): string[] =>
  [...world.disk.entries].filter(([, { status }]) => status !== "ready").map(([address]) => address);
