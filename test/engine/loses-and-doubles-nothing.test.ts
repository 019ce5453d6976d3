import fc from "fast-check";
import { expect, it } from "vitest";
import { AmbiguousEnd, PlanError } from "../../src/errors.ts";
import { draw, type Node, portrait } from "./drawings.ts";
import { StillNeeded } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, type Declare, type Ran, World } from "./world.ts";

const KINDS = [
  boxType({ name: "fake/token" }),
  boxType({ name: "fake/name", repeat: "name" }),
  boxType({ name: "fake/never", repeat: "never" }),
  boxType({ name: "fake/late", repeat: "name", tellsTagsLate: true }),
  boxType({ name: "fake/described", repeat: "name", proof: "description" }),
  boxType({ name: "fake/part", repeat: "name", proof: "parent" }),
];

const ADDRESSES = ["a", "b", "c", "d", "e"];

/** A node, and with which arrow it points to each of those before it. */
interface Shape {
  readonly kind: number;
  readonly size: number;
  readonly shape: string;
  readonly isWanted: boolean;
  readonly arrows: readonly string[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  kind: fc.nat(KINDS.length - 1),
  size: fc.integer({ min: 1, max: 2 }),
  shape: fc.constantFrom("round", "square"),
  isWanted: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  arrows: fc.array(fc.constantFrom("", "", "->", "=>", "~>"), { minLength: 4, maxLength: 4 }),
});

/** What a settings file may be edited to: other sizes and shapes, or other sizes with more and less. Kinds stay. */
const edited = (shapes: readonly Shape[]): fc.Arbitrary<Shape[]> =>
  fc.boolean().chain((isReshaped) => {
    const edit = (one: Shape): fc.Arbitrary<Shape> =>
      shape.map(({ size, shape, isWanted }) => ({
        ...one,
        size,
        ...(isReshaped ? { shape } : { isWanted }),
      }));
    return fc.tuple(...shapes.map(edit)) as unknown as fc.Arbitrary<Shape[]>;
  });

function declare(shapes: readonly Shape[]): Declare {
  const wanted = shapes.flatMap((one, at) =>
    one.isWanted ? [{ ...one, at, address: ADDRESSES[at] ?? "" }] : [],
  );
  const chains = wanted.flatMap(({ address, arrows, at }) => [
    address,
    ...wanted
      .filter((other) => other.at < at && arrows[other.at])
      .map((other) => `${address} ${arrows[other.at]} ${other.address}`),
  ]);
  const nodes = wanted.map(({ address, kind, size, shape }): [string, Node] => [
    address,
    { type: KINDS[kind] ?? boxType(), props: { size, shape, late: "set" } },
  ]);
  return wanted.length === 0 ? () => undefined : draw(chains.join(", "), Object.fromEntries(nodes));
}

type Command = "first" | "second" | "destroy";

const story = fc.array(shape, { minLength: 1, maxLength: 5 }).chain((first) =>
  fc.record({
    first: fc.constant(first),
    second: edited(first),
    killed: fc.array(
      fc.record({
        command: fc.constantFrom<Command>("first", "second", "destroy"),
        killAt: fc.integer({ min: 1, max: 40 }),
        pause: fc.constantFrom(0, 0, 30, 1000),
      }),
      { maxLength: 4 },
    ),
    faults: fc.array(
      fc.record({
        of: fc.constantFrom(...ADDRESSES),
        when: fc.constantFrom("before" as const, "after" as const),
        times: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 3 },
    ),
    lagSeconds: fc.constantFrom(0, 0, 7, 30, 50),
    last: fc.constantFrom<Command>("first", "second", "destroy"),
  }),
);

/** Ends after which the same command is to be run again: nothing was heard, or the plan could not know enough. */
const isToRepeat = (error: unknown): boolean =>
  error instanceof StillNeeded ||
  (error instanceof PlanError && ["NoAnswer", "ChangedSincePlan"].includes(error.code));

function runOnce(
  world: World,
  command: Command,
  declared: Declare,
  killAt?: number,
): Promise<Ran | "killed"> {
  const choices = killAt === undefined ? {} : { killAt };
  if (command === "destroy") return world.run(() => undefined, { mode: "destroy", ...choices });
  return world.run(declared, choices);
}

async function runToItsEnd(world: World, command: Command, declared: Declare): Promise<void> {
  for (let attempt = 1; attempt <= 6; attempt++) {
    const ran = await runOnce(world, command, declared);
    if (ran === "killed") throw new Error("nothing kills this run");
    if (ran.summary.outcome === "done") return;
    const errors = ran.events.flatMap((event) => (event.event === "failed" ? [event.error] : []));
    const real = errors.find((error) => !isToRepeat(error));
    if (real !== undefined) throw new Error(String(real), { cause: real });
  }
  throw new Error("six runs were not enough");
}

/**
 * Whether the last command can be carried out at all from where an unkilled second one ends. An edit that goes in a circle cannot:
 * one lets go of another only after a third is made anew, which waits for the other to go.
 */
async function isPossible(second: Declare, last: Command, declared: Declare): Promise<boolean> {
  const world = new World();
  await world.up(second);
  return runToItsEnd(world, last, declared).then(
    () => true,
    () => false,
  );
}

it("ends as an unkilled run would, whatever was killed, unanswered, edited or taken down before", async () => {
  const property = fc.asyncProperty(story, async ({ first, second, killed, faults, lagSeconds, last }) => {
    const declares = { first: declare(first), second: declare(second), destroy: () => undefined };
    const world = new World();
    world.cloud.lagSeconds = lagSeconds;
    for (const fault of faults)
      world.cloud.faults.push({ ...fault, operation: "create", error: () => new AmbiguousEnd("reset") });
    for (const { command, killAt, pause } of killed) {
      await runOnce(world, command, declares[command], killAt);
      world.clock.pass(pause);
    }
    await runToItsEnd(world, last, declares[last]).catch(async (error: unknown) => {
      fc.pre(await isPossible(declares.second, last, declares[last]));
      throw new Error(`${String(error)}\n${world.log.join("\n")}`, { cause: error });
    });
    const unkilled = new World();
    await unkilled.up(declares[last]);
    expect(portrait(world.cloud), world.log.join("\n")).toEqual(portrait(unkilled.cloud));
    world.clock.pass(600);
    expect(actionsOf(await world.plan(declares[last]))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 300 });
}, 60_000);
