import type { FlashsaleError } from "../errors.ts";
import type { Change } from "./change.ts";
import type { Compare } from "./compare.ts";
import type { Clock } from "./ports.ts";
import type { Address, Attributes } from "./ref.ts";

export type Tags = Readonly<Record<string, string>>;

/**
 * What AWS's status means to the engine: still on its way, usable, on its way out (gone soon), or in a state
 * that it will not leave by itself.
 */
export type Condition = "pending" | "standing" | "leaving" | "broken";

/** One resource as AWS tells it. Props hold only what AWS tells back; a prop that it never tells is absent. */
export interface Observed<P = Props, A = Attributes> {
  readonly id: string;
  /** The unique name or natural key, written as {@link ResourceType.nameOf} writes it. */
  readonly name?: string;
  readonly condition: Condition;
  /** AWS's own status word, such as `backing-up`. */
  readonly status: string;
  readonly props: Partial<P>;
  readonly attributes: A;
  /** Absent where the type has none; `unknown` while AWS does not tell them yet. */
  readonly tags?: Tags | "unknown";
  readonly description?: string;
  /** Values that AWS accepted and will apply at a later moment. */
  readonly later?: Partial<P>;
  /** ISO instant until which a leaving resource can be restored by {@link ResourceType.restore}. */
  readonly restorableUntil?: string;
  /** Why it is broken, in AWS's words. */
  readonly reason?: string;
  /** AWS does not tell its props at the moment: they are taken to be what was last sent. */
  readonly unread?: true;
  /** The props of which AWS does not tell anything that can be read: these, too, are taken to be what was last sent. */
  readonly untold?: readonly string[];
  /** Props that somebody else keeps: they are not compared, and not sent. */
  readonly kept?: { readonly by: string; readonly props: readonly string[] };
  /** Props of which AWS takes no change for a while, and why; goes on after the props. */
  readonly unsettled?: { readonly props: readonly string[]; readonly text: string };
  /** What only a person ends, and what cannot be done until then. */
  readonly stuck?: Stuck;
  /** Why AWS does not let it be read at all; what is told of it is what the state remembers. */
  readonly refusal?: FlashsaleError;
}

/** A state that something does not leave by itself although it is there. */
export interface Stuck {
  /** Goes on after the address: `is stopped: it takes no change until it is started`. */
  readonly text: string;
  /** What mends it, the best first; sentences with commands. */
  readonly ways: readonly string[];
  /** Props that it takes all the same, since they mend it. @default none */
  readonly mendedBy?: readonly string[];
  /** Whether AWS deletes it meanwhile: not at all, without a final snapshot only, or as ever. */
  readonly deletable: "no" | "without-snapshot" | "yes";
  /** The command that lifts its protection from deletion, as far as AWS lets anybody do that meanwhile. */
  readonly unprotect?: string;
}

export type Props = Record<string, unknown>;

/** What a reader may use to keep its reads narrow. */
export interface Scope {
  readonly stack: string;
  readonly lineage: string;
  /** Ids of this type that the state knows. */
  readonly ids: readonly string[];
  /** Unique names or natural keys of this type that the state or the declarations know. */
  readonly names: readonly string[];
  /** What is declared of this type, as far as it is known, and what was last sent of it. @default nothing */
  readonly wanted?: readonly Props[];
  /** Ids of another type: those that the state knows, else those that a look-up by tag finds. */
  idsOf(type: string): Promise<readonly string[]>;
  /** Runs a read once for all types that ask for the same key. */
  share<T>(key: string, read: () => Promise<T>): Promise<T>;
}

/** What a verb that may wait needs besides its clients. */
export interface Watch {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Tells each status seen. */
  report(status: string): void;
}

/** What an update is told besides its changes. */
export interface UpdateContext<P, A> extends Watch {
  readonly observed: Observed<P, A>;
  /** All desired props, for calls that want the whole. */
  readonly props: P;
  /** When changes that interrupt service happen: at once, or in the maintenance window. */
  readonly applyAt: ApplyAt;
}

export type ApplyAt = "now" | "window";

/** How a create may be repeated after an end that nobody saw. */
export type Repeat = "token" | "name" | "never";

/** How a resource shows that it is ours. */
export type Proof = "tags" | "description" | "parent";

/** A quantity that AWS bills, without its price. */
export interface Usage {
  /** Key of the price list, such as `rds:db.r5.xlarge:multi-az:hour`. */
  readonly sku: string;
  /** Units a month of 730 hours. */
  readonly quantity: number;
}

/** How much of an account's quota something takes. */
export interface QuotaNeed {
  /** Codes of AWS Service Quotas, such as `vpc` and `L-F678F1CE`. */
  readonly service: string;
  readonly code: string;
  /** What is counted, in the plural: `VPCs in this region`. */
  readonly title: string;
  readonly quantity: number;
  /** Given where vCPUs are counted: the quantity is of instances of this type. */
  readonly instanceType?: string;
}

/** What a delete is told besides its clients. */
export interface DeleteContext extends Watch {
  /** Name of the final snapshot to leave; absent when none is wanted. */
  readonly snapshot?: string;
  /** True when nothing may remain, not even for a recovery window. */
  readonly force: boolean;
  /** True where it was let go because it held nothing: what came since must make the delete fail. */
  readonly onlyIfEmpty?: true;
}

/**
 * How AWS does one kind of object. The engine calls the verbs in the order list, get, create, update
 * (for `afterCreate`), ready, and in the end delete, gone. Props and attributes must be `type` aliases.
 */
export interface ResourceType<P, A, Env> {
  /** `<service>/<noun>`, the path of its file. */
  readonly name: string;
  /** AWS's own noun in prose, such as `NAT gateway`. */
  readonly title: string;
  readonly repeat: Repeat;
  readonly proof: Proof;
  /** True where AWS may refuse tags at the create: what bears none is ours while the intent of its create is open. */
  readonly mayBeMadeBare?: true;
  /** True where its name is taken in the whole account once it is in any region. */
  readonly accountWide?: true;
  readonly compare: { readonly [K in keyof P]-?: Compare };
  /** Props that cannot be changed in place. */
  readonly replaceOn: readonly Extract<keyof P, string>[];
  /** Props whose referent cannot go while this stands: if that is replaced, so is this. */
  readonly holds?: readonly Extract<keyof P, string>[];
  /** Props whose change interrupts service. */
  readonly outage?: readonly Extract<keyof P, string>[];
  /** Props whose change, if all of them change, cannot wait for the maintenance window. */
  readonly together?: readonly (readonly Extract<keyof P, string>[])[];
  /** True where AWS has no maintenance window for these: they interrupt service when they are sent. */
  readonly outageAtOnce?: true;
  /** Props that the create call cannot set; sent through `update` right after it. */
  readonly afterCreate?: readonly Extract<keyof P, string>[];
  /** Attributes that an update never changes. */
  readonly stable: readonly Extract<keyof A, string>[];
  /** Seconds that each verb usually takes until its end. */
  readonly typicalSeconds: { readonly create: number; readonly update: number; readonly delete: number };
  /**
   * Seconds that an update of these props usually takes of what stands, for types whose updates are far from alike.
   * @default what `typicalSeconds` says
   */
  updateSeconds?(observed: Observed<P, A>, props: ReadonlySet<string>): number;
  /** `true` for a data store; `for-dependents` for what is as precious as the data stores that need it. */
  readonly holdsData?: true | "for-dependents";
  /** Whether this data store holds nothing, so that it is guarded like none; asked only about what would go. @default never */
  isEmpty?(env: Env, id: string): Promise<boolean>;
  /** Prop that names it, for types that are replaced by making a new one first under `NAME-2`. */
  readonly rename?: Extract<keyof P, string>;
  /** IAM actions that its verbs need, dependent actions included. */
  readonly iamActions: readonly string[];
  /** The prop, true or false, by which AWS refuses to delete it; `delete` lifts it, `update` sets it. */
  readonly protection?: Extract<keyof P, string>;
  /**
   * Counts that others may raise beside us, such as AWS's own scaling: what is more than was last asked for stays, unless a
   * plan may take it away. `fewer` tells the command that asks for it.
   */
  readonly mayGrow?: {
    readonly props: readonly Extract<keyof P, string>[];
    fewer(props: P): string;
  };
  /** True where strangers of this type inside our resources are shown, and removed by `--prune-rules`. */
  readonly showsStrays?: true;
  usage?(props: P): readonly Usage[];
  /** What it takes of the account's quotas. @default nothing that is worth a check */
  quotas?(props: P): readonly QuotaNeed[];
  /** The unique name or natural key; `undefined` while it is not known. */
  nameOf?(props: Partial<P>): string | undefined;
  /** All of this type that may be ours, by the narrowest key AWS has. */
  list(env: Env, scope: Scope): Promise<Observed<P, A>[]>;
  get(env: Env, id: string): Promise<Observed<P, A> | undefined>;
  /** A list without tag filter, for `never` types: the second pair of eyes before a create is repeated. */
  listAll?(env: Env): Promise<Observed<P, A>[]>;
  /** Exactly one mutating call. Throws `AlreadyExists` and leaves the judgement to the engine. */
  create(env: Env, props: P, token: string): Promise<{ readonly id: string }>;
  /** Waits until a read by id shows it and its status is good. */
  ready(env: Env, id: string, watch: Watch): Promise<void>;
  /** Throws `PostponedError` at its end for what AWS takes only later. */
  update(env: Env, id: string, changes: readonly Change<P>[], context: UpdateContext<P, A>): Promise<void>;
  restore?(env: Env, id: string): Promise<void>;
  /** Deleting the absent succeeds; answers what it leaves behind on purpose. */
  delete(env: Env, id: string, context: DeleteContext): Promise<readonly Leftover[]>;
  gone(env: Env, id: string, watch: Watch): Promise<void>;
  /** What AWS itself tells of what happened to it since an instant, in its own words, the oldest first. */
  news?(env: Env, id: string, since: Date): Promise<readonly string[]>;
  /** Names of the snapshots that AWS keeps of it, the newest first; to be told when it vanished. */
  findSnapshots?(env: Env, name: string): Promise<readonly string[]>;
  /** Name of the final snapshot that a delete at this instant would leave, for types that can. */
  snapshotName?(name: string, now: Date): string;
}

/** What a delete leaves on purpose. */
export interface Leftover {
  readonly type: string;
  readonly id: string;
  /** ISO instant at which AWS removes it by itself. */
  readonly until?: string;
}

/** Any resource type, for code that treats all alike. */
export type AnyType<Env> = ResourceType<Props, Attributes, Env>;

/** A resource that a section asks for. */
export interface Declaration<Env> {
  readonly address: Address;
  readonly type: AnyType<Env>;
  /** Props with references in them. */
  readonly input: unknown;
  /** Referenced addresses and those that are needed for order only. */
  readonly needs: readonly Address[];
}
