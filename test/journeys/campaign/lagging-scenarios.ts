import type { Scenario } from "./campaign.ts";
import { APPLICATION, DESTROY, edited, empty, NETWORK, STREAMS, standing, UP, WATCH } from "./scenarios.ts";

/** At this speed the lag of one change outlasts a restart. Such runs wait: many fit on one core. */
const LAGGING = { speed: "20", width: 6 };

const reads = { ...LAGGING, faults: { readLagMs: 15_000 } };

/** Runs whose reads lag. */
const READS: readonly Scenario[] = [
  { ...UP, ...reads, name: "up of the network with reads that lag", prepare: () => empty(NETWORK) },
  {
    ...DESTROY,
    ...reads,
    name: "destroy of the network with reads that lag",
    prepare: () => standing(NETWORK),
  },
];

/** Runs whose changes are refused for a while on what was just made. */
const writes = (seconds: number): readonly Scenario[] => {
  const faults = { ...LAGGING, faults: { writeLagMs: seconds * 1000 } };
  const named = (what: string): string => `${what} with changes that lag ${seconds} s`;
  return [
    { ...UP, ...faults, name: named("up of the network"), prepare: () => empty(NETWORK) },
    { ...UP, ...faults, name: named("up of the application"), prepare: () => edited(NETWORK, APPLICATION) },
    { ...UP, ...faults, name: named("up of budget and trail"), prepare: () => empty(WATCH) },
    { ...UP, ...faults, name: named("up of cache and Kafka"), prepare: () => edited(NETWORK, STREAMS) },
    { ...DESTROY, ...faults, name: named("destroy of the network"), prepare: () => standing(NETWORK) },
  ];
};

/** Those that mostly wait: they run beside the others, which keep the cores busy. Fewer of them in the suite. */
export const laggingScenarios = (isFull: boolean): readonly Scenario[] =>
  isFull
    ? [...READS, ...writes(15), ...writes(30)]
    : [...READS, ...writes(15).slice(0, 1), ...writes(30).slice(1, 3)];
