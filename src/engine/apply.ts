import { Interrupted, StateError } from "../errors.ts";
import { drop } from "./drop.ts";
import type { StepKind, Summary } from "./events.ts";
import { remainingWeights } from "./graph.ts";
import { type Made, make } from "./make.ts";
import type { PlanItem, Work } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import type { Run } from "./run.ts";
import { type Step, stepsOf } from "./steps.ts";

/** What is done `partly` lets go on what depends on it, and counts as failed in the end. */
type Outcome = "done" | "partly" | "failed" | "skipped" | "unfinished";

/**
 * Carries a plan out: every step whose predecessors ended well starts at once, the longest remaining path first.
 * A failure stops only what depends on it; an aborted signal starts nothing new. Never throws for a failed step.
 */
export async function apply<Env>(run: Run<Env>, works: ReadonlyMap<Address, Work<Env>>): Promise<Summary> {
  return new Application(run, works).run();
}

class Application<Env> {
  readonly #run: Run<Env>;
  readonly #works: ReadonlyMap<Address, Work<Env>>;
  readonly #steps: readonly Step[];
  readonly #outcomes = new Map<string, Outcome>();
  readonly #started = new Set<string>();
  readonly #counts: Record<StepKind, number> = { create: 0, update: 0, delete: 0 };

  constructor(run: Run<Env>, works: ReadonlyMap<Address, Work<Env>>) {
    this.#run = run;
    this.#works = works;
    const items = [...works.values()].map(({ item }) => item);
    this.#steps = byPriority(stepsOf(items, run.journal.entries(), run.types));
  }

  async run(): Promise<Summary> {
    const begun = this.#run.clock.now();
    await new Promise<void>((resolve) => this.#advance(resolve));
    return this.#summary(this.#run.clock.secondsSince(begun));
  }

  /** Starts all that may start; resolves once nothing runs and nothing can start. */
  #advance(resolve: () => void): void {
    this.#skipDependents();
    const startable = this.#run.signal.aborted ? [] : this.#steps.filter((step) => this.#mayStart(step));
    for (const step of startable) {
      this.#started.add(step.id);
      void this.#carryOut(step).then((outcome) => {
        this.#outcomes.set(step.id, outcome);
        this.#advance(resolve);
      });
    }
    if (this.#started.size === this.#endedCount()) resolve();
  }

  #endedCount(): number {
    return [...this.#started].filter((id) => this.#outcomes.has(id)).length;
  }

  #mayStart(step: Step): boolean {
    const isFree = !this.#started.has(step.id) && !this.#outcomes.has(step.id);
    const isOver = (id: string): boolean => ["done", "partly"].includes(this.#outcomes.get(id) ?? "");
    return isFree && step.after.every((id) => isOver(id) || !this.#isStep(id));
  }

  #isStep(id: string): boolean {
    return this.#steps.some((step) => step.id === id);
  }

  /** What follows a failure is told once, with the address that caused it. */
  #skipDependents(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const step of this.#steps) {
        if (this.#outcomes.has(step.id) || this.#started.has(step.id)) continue;
        const blocker = step.after.find((id) => ["failed", "skipped"].includes(this.#outcomes.get(id) ?? ""));
        if (blocker === undefined) continue;
        this.#skip(step, blocker);
        changed = true;
      }
    }
  }

  /** The second half of a replace whose first half failed is part of that failure. */
  #skip(step: Step, blocker: string): void {
    this.#outcomes.set(step.id, "skipped");
    const because = this.#rootOf(blocker);
    if (because !== step.address) this.#run.emit({ event: "skipped", address: step.address, because });
  }

  #rootOf(id: string): Address {
    const step = this.#steps.find((candidate) => candidate.id === id);
    if (step === undefined || this.#outcomes.get(id) === "failed") return step?.address ?? id;
    const before = step.after.find((other) =>
      ["failed", "skipped"].includes(this.#outcomes.get(other) ?? ""),
    );
    return before === undefined ? step.address : this.#rootOf(before);
  }

  async #carryOut(step: Step): Promise<Outcome> {
    const work = this.#works.get(step.address);
    if (work === undefined) return "done";
    const { emit, clock } = this.#run;
    const action = actionOf(step, work.item);
    const begun = clock.now();
    emit({ event: "start", address: step.address, action, typicalSeconds: step.seconds });
    try {
      const { note, postponed } = await this.#perform(step, work);
      if (postponed !== undefined) {
        emit({ event: "failed", address: step.address, action, error: postponed });
        return "partly";
      }
      this.#counts[action]++;
      emit({
        event: "done",
        address: step.address,
        action,
        seconds: clock.secondsSince(begun),
        ...(note === undefined ? {} : { note }),
      });
      return "done";
    } catch (error) {
      // A lost lock aborts the run: what it kept from being written is not a failure of this resource.
      const isStopped = error instanceof StateError && this.#run.signal.aborted;
      if (error instanceof Interrupted || isStopped) return "unfinished";
      emit({
        event: "failed",
        address: step.address,
        action,
        error: await this.#run.explain(error, step.address),
      });
      return "failed";
    }
  }

  async #perform(step: Step, work: Work<Env>): Promise<Pick<Made, "note" | "postponed">> {
    if (step.kind === "make") return make(this.#run, work);
    const leftovers = await drop(this.#run, work);
    if (leftovers.length === 0) return {};
    const note = leftovers
      .map(({ id, until }) => `leaves ${id}${until === undefined ? "" : ` until ${until}`}`)
      .join(", ");
    return { note };
  }

  #summary(seconds: number): Summary {
    const of = (outcome: Outcome): Address[] => [
      ...new Set(
        this.#steps.filter(({ id }) => this.#outcomes.get(id) === outcome).map(({ address }) => address),
      ),
    ];
    const never = this.#steps.filter(({ id }) => !this.#outcomes.has(id)).map(({ address }) => address);
    const unfinished = [...new Set([...of("unfinished"), ...never])];
    const failed = [...of("failed"), ...of("partly")];
    const outcome = failed.length > 0 ? "failed" : unfinished.length > 0 ? "interrupted" : "done";
    const { create: created, update: updated, delete: deleted } = this.#counts;
    return {
      outcome,
      created,
      updated,
      deleted,
      failed,
      skipped: of("skipped").filter((address) => !failed.includes(address)),
      unfinished,
      seconds,
    };
  }
}

const actionOf = (step: Step, item: PlanItem): StepKind =>
  step.kind === "drop" ? "delete" : item.action === "update" ? "update" : "create";

function byPriority(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const weights = remainingWeights(
    steps.map(({ id }) => id),
    (id) => byId.get(id)?.after ?? [],
    (id) => byId.get(id)?.seconds ?? 0,
  );
  return [...steps].sort((a, b) => (weights.get(b.id) ?? 0) - (weights.get(a.id) ?? 0));
}
