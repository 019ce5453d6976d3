import type { FlashsaleError } from "../errors.ts";
import type { Observation } from "./observe.ts";
import type { Plan, Work } from "./plan-item.ts";
import type { Clock, Journal } from "./ports.ts";
import type { Address, Attributes } from "./ref.ts";
import type { AnyType, Declaration } from "./resource.ts";

/** What may be chosen about a plan. */
export interface PlanOptions {
  /** `destroy` is the one mode in which data stores go without being named. */
  readonly mode: "up" | "destroy";
  /** Whether an address belongs to what was asked for; what those need comes along. Absent: everything. */
  readonly isAsked?: (address: Address) => boolean;
  /** For removals: what depends on the asked comes along, not what they need. Nothing is made by one. */
  readonly dependentsToo?: boolean;
  /** Data stores that may be replaced, or made again after they vanished. */
  readonly replace: ReadonlySet<Address>;
  readonly adopt: ReadonlyMap<Address, string>;
  readonly pruneRules: boolean;
  readonly deleteAdopted: boolean;
  /** Whether what others added to a count is taken away again. @default false */
  readonly mayShrink?: boolean;
  /** Whether data stores leave a final snapshot. */
  readonly finalSnapshots: boolean;
}

export interface PlanInput<Env> {
  readonly declarations: readonly Declaration<Env>[];
  /** For removals: what was declared while the asked were still wanted. An interrupted one has let go of some. @default nothing */
  readonly before?: readonly Declaration<Env>[];
  readonly types: ReadonlyMap<string, AnyType<Env>>;
  readonly observation: Observation;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly options: PlanOptions;
  /** Data stores that were seen to hold nothing. @default none */
  readonly empty?: ReadonlySet<Address>;
  /** Why AWS did not let something be read, by type or key of a lookup. @default all was read */
  readonly refusals?: ReadonlyMap<string, FlashsaleError>;
  /** What was looked at; nothing is planned of anything else. @default everything */
  readonly reach?: ReadonlySet<Address> | undefined;
  /** In a removal of everything, what was declared: of what could not be looked at nobody knows whether it stands. @default nothing */
  readonly former?: readonly Declaration<Env>[];
}

/** A plan and what the running process needs to carry it out. */
export interface Planned<Env> {
  readonly plan: Plan;
  readonly works: ReadonlyMap<Address, Work<Env>>;
  /** Ids observed under each address, for references to what does not change. */
  readonly known: ReadonlyMap<Address, Attributes>;
  /** What was not looked at although it stands and points to what is made anew: with it, the plan has to be made again. */
  readonly beyond: ReadonlySet<Address>;
}
