import { apply } from "../../src/engine/apply.ts";
import type { EngineEvent, Summary } from "../../src/engine/events.ts";
import { observe } from "../../src/engine/observe.ts";
import { planByContent } from "../../src/engine/plan-content.ts";
import type { Planned, PlanOptions } from "../../src/engine/plan-input.ts";
import type { PlanItem } from "../../src/engine/plan-item.ts";
import { Refusals } from "../../src/engine/refusals.ts";
import type { AnyType, Declaration } from "../../src/engine/resource.ts";
import type { ApplyOptions } from "../../src/engine/run.ts";
import { Stack } from "../../src/engine/stack.ts";
import { PlanError } from "../../src/errors.ts";
import { digest, emptyDisk, Life, MemoryJournal, VirtualClock } from "./builders.ts";
import { FakeCloud, type FakeEnv } from "./fake-cloud.ts";

/** What a section would do: declare resources. */
export type Declare = (stack: Stack<FakeEnv>) => void;

/** What may be chosen about a run, with everything usual left out. */
export interface Choices extends Partial<Omit<PlanOptions, "replace" | "adopt">> {
  readonly replace?: readonly string[];
  readonly adopt?: Readonly<Record<string, string>>;
  /** What was declared before the asked were switched off. */
  readonly declaredBefore?: Declare;
  readonly force?: boolean;
  readonly applyAt?: ApplyOptions["applyAt"];
  /** The point at which the process is killed. */
  readonly killAt?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Types of which nothing may be read. */
  readonly refuses?: readonly string[];
  /** Between plan and apply. */
  readonly meanwhile?: () => void;
}

/** What became of a run. */
export interface Ran {
  readonly planned: Planned<FakeEnv>;
  readonly summary: Summary;
  readonly events: readonly EngineEvent[];
}

/** A stack in its account: the cloud, the state and the time that outlive each run. */
export class World {
  readonly clock = new VirtualClock();
  readonly cloud = new FakeCloud(this.clock);
  readonly disk = emptyDisk();
  readonly #lineage: string;
  #declared: readonly Declaration<FakeEnv>[] = [];
  readonly #types = new Map<string, AnyType<FakeEnv>>();

  constructor(lineage = "lineage-1") {
    this.#lineage = lineage;
  }

  /** Everything that happened, on disk and in the cloud, in order. */
  get log(): readonly string[] {
    return this.cloud.log;
  }

  entry(address: string) {
    return this.disk.entries.get(address);
  }

  /** The plan for what is declared, as `plan` would make it. */
  async plan(declare: Declare, choices: Choices = {}): Promise<Planned<FakeEnv>> {
    return this.#plan(declare, choices, new Life());
  }

  /** Plans and carries out; fails if the process was to be killed and was. */
  async up(declare: Declare, choices: Choices = {}): Promise<Ran> {
    const ran = await this.run(declare, choices);
    if (ran === "killed") throw new Error("the process was killed");
    return ran;
  }

  /** Takes everything down. */
  destroy(choices: Choices = {}): Promise<Ran> {
    return this.up(() => undefined, { mode: "destroy", ...choices });
  }

  /** One process from its start to its end, or to its death. */
  async run(declare: Declare, choices: Choices = {}): Promise<Ran | "killed"> {
    const life = new Life(choices.killAt);
    return Promise.race([life.died, this.#process(declare, choices, life)]);
  }

  async #process(declare: Declare, choices: Choices, life: Life): Promise<Ran> {
    const planned = await this.#plan(declare, choices, life);
    choices.meanwhile?.();
    const events: EngineEvent[] = [];
    const emit = (event: EngineEvent): void => {
      if (life.isDead) return;
      events.push(event);
      choices.onEvent?.(event);
    };
    const { force = false, applyAt = "now", deleteAdopted = false } = choices;
    const { clock } = this;
    const summary = await apply(
      {
        env: this.#env(life),
        types: this.#types,
        journal: this.#journal(life),
        clock,
        digest,
        emit,
        signal: choices.signal ?? new AbortController().signal,
        explain: async (error) => error,
        known: new Map(planned.known),
        options: { applyAt, force, deleteAdopted, adopt: new Map(Object.entries(choices.adopt ?? {})) },
      },
      planned.works,
    );
    return { planned, summary, events };
  }

  async #plan(declare: Declare, choices: Choices, life: Life): Promise<Planned<FakeEnv>> {
    const { replace = [], adopt = {}, mode = "up", refuses = [], declaredBefore, ...rest } = choices;
    const declarations = this.#declarationsOf(declare);
    const before = this.#declarationsOf(declaredBefore ?? (() => undefined));
    for (const { type } of declarations) this.#types.set(type.name, type);
    if (mode === "up") this.#declared = declarations;
    const journal = this.#journal(life);
    const adopted = new Map(Object.entries(adopt));
    const refusals = new Refusals((error) => Promise.resolve(error instanceof PlanError ? error : undefined));
    const looked = {
      env: this.#env(life),
      declarations: this.#declared.map((one) => ({ ...one, type: blinded(one.type, refuses) })),
      types: new Map([...this.#types].map(([name, type]) => [name, blinded(type, refuses)])),
      journal,
    };
    const observation = await observe({ ...looked, adopt: adopted, refusals });
    const options: PlanOptions = {
      pruneRules: false,
      deleteAdopted: false,
      finalSnapshots: true,
      ...rest,
      mode,
      replace: new Set(replace),
      adopt: adopted,
    };
    const former = mode === "destroy" && rest.isAsked === undefined ? this.#declared : before;
    const seen = { observation, refusals: refusals.reasons, former, before };
    const known = { types: this.#types, journal, clock: this.clock, options };
    return planByContent(this.#env(life), { ...known, ...seen, declarations }, refusals);
  }

  #declarationsOf(declare: Declare): readonly Declaration<FakeEnv>[] {
    const stack = new Stack<FakeEnv>({ stack: "flashsale", lineage: this.#lineage, tags: {} });
    declare(stack);
    return stack.declarations;
  }

  #journal(life: Life): MemoryJournal {
    const log = (line: string): void => void this.cloud.log.push(line);
    return new MemoryJournal({ disk: this.disk, life, lineage: this.#lineage, log });
  }

  #env(life: Life): FakeEnv {
    return { cloud: this.cloud, life, clock: this.clock };
  }
}

/** A type whose reads are refused, if it is one of those. */
function blinded(type: AnyType<FakeEnv>, refused: readonly string[]): AnyType<FakeEnv> {
  if (!refused.includes(type.name)) return type;
  const refuse = () =>
    Promise.reject(
      new PlanError({ code: "Refused", summary: "Refused", detail: `${type.name} is not told.` }),
    );
  return { ...type, list: refuse, get: refuse };
}

/** The item of an address; fails where there is none. */
export function itemOf({ plan }: Planned<FakeEnv>, address: string): PlanItem {
  const item = plan.items.find((one) => one.address === address);
  if (item === undefined) throw new Error(`${address} is not in the plan`);
  return item;
}

/** A plan as `address: action`, no-ops left out. */
export const actionsOf = ({ plan }: Planned<FakeEnv>): string[] =>
  plan.items.filter(({ action }) => action !== "no-op").map(({ address, action }) => `${address}: ${action}`);

/** The error with which an address failed. */
export function errorOf({ events }: Ran, address: string): unknown {
  const failed = events.find((event) => event.event === "failed" && event.address === address);
  return failed?.event === "failed" ? failed.error : undefined;
}
