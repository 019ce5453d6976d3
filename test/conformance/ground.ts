import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAws } from "../../src/aws/clients.ts";
import type { Aws } from "../../src/aws/env.ts";
import { createClock } from "../../src/cli/clock.ts";
import type { Change } from "../../src/engine/change.ts";
import { OURS } from "../../src/engine/ownership.ts";
import type { Journal } from "../../src/engine/ports.ts";
import type { Observed, ResourceType, Tags, Watch } from "../../src/engine/resource.ts";
import { MAX_SPEED } from "../../src/sandbox/clock.ts";
import type { Faults } from "../../src/sandbox/faults.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";

const REGION = "us-east-1";

/** Whose everything in these accounts is. */
export const STACK = { stack: "flashsale", lineage: "11111111-2222-3333-4444-555555555555" };

/** The address of the resource under test. */
export const ADDRESS = "sample.subject";

/** The tags of a resource of ours, as the engine would set them. */
export const tagsFor = (address: string = ADDRESS): Tags => ({
  Name: `flashsale-${address}`,
  [OURS.stack]: STACK.stack,
  [OURS.address]: address,
  [OURS.lineage]: STACK.lineage,
});

/** A state that knows nothing. */
export const EMPTY_JOURNAL: Journal = {
  ...STACK,
  entries: () => new Map(),
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  generation: () => 0,
};

/** Types whose props do not matter to a caller. */
type Type<P, A> = ResourceType<P, A, Aws>;

/** What a sample makes the things with that its resource stands on. */
export class Ground {
  readonly #aws: Aws;
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(aws: Aws) {
    this.#aws = aws;
  }

  get region(): string {
    return this.#aws.region;
  }

  /** Makes a resource by its own type, and waits until others can depend on it. At one address it is made once. */
  make<P extends object, A>(
    type: Type<P, A>,
    address: string,
    props: Omit<P, "tags">,
  ): Promise<Observed<P, A>> {
    const known = this.#made.get(address);
    if (known !== undefined) return known as Promise<Observed<P, A>>;
    const tags = "tags" in type.compare ? { tags: tagsFor(address) } : {};
    const made = bringUp(this.#aws, type, { ...props, ...tags } as unknown as P, `token-${address}`);
    this.#made.set(address, made);
    return made;
  }

  /** Tells clients that an earlier process of theirs made all this a moment ago. */
  async noteTo(aws: Aws): Promise<void> {
    const made = (await Promise.all(this.#made.values())) as Observed<unknown, object>[];
    for (const { id, name, attributes } of made) {
      const names = [id, name, ...Object.values(attributes)].filter((one) => typeof one === "string");
      aws.noteMade?.(names, aws.clock.now());
    }
  }
}

/** A simulated account with the clients of whoever is under test; what stands there before has clients of its own. */
export interface Account {
  readonly aws: Aws;
  /** Clients of others: their calls are not counted. */
  readonly others: Aws;
  readonly ground: Ground;
  /** The calls of the clients under test. */
  readonly calls: Sandbox["calls"];
  /** The same account with other clients under test, for which other things go wrong, and time passes so fast. */
  reopen(faults: Faults, speed?: number): Account;
  close(): void;
}

/** Opens an account of its own, in which hours pass in milliseconds. */
export function openAccount(): Account {
  return open({ speed: MAX_SPEED });
}

/**
 * Opens an account for whose clients under test things go wrong. Where these also make what a resource stands on, a minute passes
 * in an eighth of a second, so that their calls come while a lag still lasts; else time passes four times as fast.
 */
export function openFaultyAccount(faults: Faults, maker: "tested" | "others" = "tested"): Account {
  return open({ speed: maker === "tested" ? 480 : 2000 }, { faults, maker });
}

interface Trouble {
  readonly faults: Faults;
  /** Who makes what the resource under test stands on. */
  readonly maker: "tested" | "others";
}

const NO_TROUBLE: Trouble = { faults: {}, maker: "others" };

function open(options: Partial<SandboxOptions>, { faults, maker }: Trouble = NO_TROUBLE): Account {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const openFile = (own: Faults, at: Partial<SandboxOptions> = {}): Sandbox =>
    createSandbox({ file: join(folder, "sandbox.json"), region: REGION, ...options, ...at, faults: own });
  const tested = openFile(faults);
  const aws = toAws(tested);
  const others = toAws(openFile({}));
  const account = {
    aws,
    others,
    ground: new Ground(maker === "tested" ? aws : others),
    calls: tested.calls,
    reopen: (later: Faults, speed?: number): Account => ({
      ...account,
      aws: toAws(openFile(later, speed === undefined ? {} : { speed })),
    }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
  return account;
}

/** Clients of a simulated account. */
export function toAws(sandbox: Sandbox): Aws {
  return createAws({
    account: sandbox.accountId,
    partition: "aws",
    region: REGION,
    clock: createClock(sandbox.clock.speed),
    credentials: sandbox.credentials,
    version: "0.0.0",
    isolated: true,
    plugins: [sandbox.plugin()],
  });
}

/** What a verb that waits is given. */
export const watchOf = (aws: Aws): Watch => ({
  clock: aws.clock,
  signal: new AbortController().signal,
  report: () => undefined,
});

/** A change that the settings ask for. */
export const changeTo = <P>(
  prop: Extract<keyof P, string>,
  to: unknown,
  dropped?: readonly string[],
): Change<P> => ({
  prop,
  from: undefined,
  to,
  cause: "settings",
  ...(dropped === undefined ? {} : { dropped }),
});

/** Makes a resource as the engine does: create, the props that the create cannot set, ready. Answers what AWS tells. */
export async function bringUp<P extends object, A>(
  aws: Aws,
  type: Type<P, A>,
  props: P,
  token = "token-1",
): Promise<Observed<P, A>> {
  const { id } = await type.create(aws, props, token);
  const watch = watchOf(aws);
  const late = (type.afterCreate ?? []).filter((prop) => props[prop] !== undefined);
  if (late.length > 0) {
    const observed: Observed<P, A> = {
      id,
      condition: "pending",
      status: "pending",
      props: {},
      attributes: {} as A,
    };
    const changes = late.map((prop) => changeTo<P>(prop, props[prop]));
    await type.update(aws, id, changes, { ...watch, observed, props, applyAt: "now" });
  }
  await type.ready(aws, id, watch);
  const observed = await type.get(aws, id);
  if (observed === undefined)
    throw new Error(`${type.name} ${id} was ready, but a read by id does not show it.`);
  return observed;
}
