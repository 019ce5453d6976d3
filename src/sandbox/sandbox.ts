import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type {
  AwsCredentialIdentity,
  DeserializeMiddleware,
  HandlerExecutionContext,
  MetadataBearer,
  Pluggable,
} from "@smithy/types";
import { SMITHY_CONTEXT_KEY, type StaticOperationSchema } from "@smithy/types";
import { createDocument } from "./account.ts";
import { SandboxAccountError } from "./account-error.ts";
import { openAccountFile } from "./account-file.ts";
import { type Attempt, createAttempts, type Killed, type RecordedCall } from "./attempt.ts";
import { createClock, DEFAULT_SPEED, type SandboxClock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import { createImposer } from "./imposed-status.ts";
import type { Policy } from "./policy.ts";
import { RecordError, Refusal, SandboxError, toMetadata, toSdkError } from "./refusal.ts";
import type { ListedResource, SandboxService } from "./service.ts";
import { services } from "./services.ts";
import { toCall } from "./session.ts";

/** How a sandbox is opened. */
export interface SandboxOptions {
  /** Path of the account's file; its folder is made when needed. */
  readonly file: string;
  readonly region: string;
  /** How many times faster than real the account runs. @default 180 */
  readonly speed?: number;
  readonly faults?: Faults;
  readonly policy?: Policy | undefined;
  /** Twelve digits. @default "314159265358" */
  readonly accountId?: string;
  /** The present instant in milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Ends this process when the fault `kill` says so. @default a line on stderr and SIGKILL to itself */
  readonly kill?: (killed: Killed) => void;
}

/** A simulated AWS account, reached through real SDK clients. */
export interface Sandbox {
  /** Answers a client's calls: `client.middlewareStack.use(sandbox.plugin())`. */
  plugin<I extends object, O extends object>(): Pluggable<I, O>;
  /** What to hand to clients, so that no real credentials are looked for. */
  readonly credentials: AwsCredentialIdentity;
  readonly accountId: string;
  readonly alias: string;
  readonly region: string;
  readonly clock: SandboxClock;
  /** What the user should be told: parts of the policy that are ignored. */
  readonly notices: readonly string[];
  /** What exists now, without what AWS makes by itself, sorted by service, type, name and id. */
  list(): readonly ListedResource[];
  /** Forgets the account and everything in it. */
  reset(): void;
  /** How many reads were answered with something that was no longer true, by all processes together. */
  staleReads(): number;
  /** The calls that this process has made, oldest first, each attempt by itself. */
  calls(): readonly RecordedCall[];
}

/** The account id of a sandbox that is given none. */
export const SANDBOX_ACCOUNT_ID = "314159265358";

/** Opens the simulated account in `options.file`. Nothing is read or written before the first call. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const clock = createClock(options.now ?? Date.now, options.speed ?? DEFAULT_SPEED);
  const accountId = options.accountId ?? SANDBOX_ACCOUNT_ID;
  const offers = services.flatMap((service) => service.offers);
  const file = openAccountFile(options.file, () => createDocument(accountId, offers, clock.now()));
  const faults = options.faults ?? {};
  const guard = { policy: options.policy, deny: faults.deny ?? [] };
  const readLagMilliseconds = faults.readLagMs ?? 0;
  const session = {
    file,
    clock,
    region: options.region,
    readLagMilliseconds,
    writeLagMilliseconds: faults.writeLagMs ?? 0,
    imposedOn: createImposer(faults.statuses ?? [], clock),
    guard,
  };
  const kill = options.kill ?? killSelf;
  const attempts = createAttempts({ session, faults, policy: options.policy, kill });
  return {
    plugin: () => toPlugin(attempts.make),
    credentials: { accessKeyId: "AKIASANDBOX000000000", secretAccessKey: "sandbox" },
    accountId,
    alias: "flashsale-sandbox",
    region: options.region,
    clock,
    notices: options.policy?.notices ?? [],
    list: () => {
      const { account } = toCall(session, file.read());
      return telling(() =>
        services
          .flatMap(({ listings }) => listings.flatMap((listing) => listing(account)))
          .map(checkListed)
          .sort(byPlace),
      );
    },
    reset: file.remove,
    staleReads: () => file.read().staleReads,
    calls: attempts.calls,
  };
}

/** Throws `RecordError` where an edited record has anything else than text for what names it. */
function checkListed(listed: ListedResource): ListedResource {
  const { service, type, id, name, tags } = listed;
  const texts: readonly unknown[] = [id, name ?? "", ...Object.values(tags)];
  if (texts.some((text) => typeof text !== "string"))
    throw new RecordError(`the ${type} of ${service} has a name, an id or tags that are not text`);
  return listed;
}

/** Says what it dies of, so that a rehearsal knows what was under way, then dies as a crash would have it. */
function killSelf({ attempt, when, call, subject }: Killed): void {
  writeSync(2, `sandbox: killed ${when} change ${attempt}: ${call} ${subject}\n`);
  process.kill(process.pid, "SIGKILL");
}

/**
 * Every operation that the sandbox can answer, by client: `{ EC2Client: ["AllocateAddress", …] }`.
 * @public the tests hold the table of permissions against it
 */
export function listOperations(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    services.map(({ clientName, operations }) => [clientName, Object.keys(operations).sort()]),
  );
}

function toPlugin<I extends object, O extends object>(make: (attempt: Attempt) => object): Pluggable<I, O> {
  const middleware =
    (_next: unknown, context: HandlerExecutionContext) => async (args: { input: object }) => {
      // A network call lets others run; so does this one.
      await setImmediate();
      return { response: {}, output: answer(context, args.input, make) };
    };
  return {
    applyToStack: (stack) => {
      stack.add(middleware as unknown as DeserializeMiddleware<I, O>, {
        step: "deserialize",
        priority: "high",
        name: "sandboxMiddleware",
        override: true,
      });
    },
  };
}

function answer(
  context: HandlerExecutionContext,
  input: object,
  make: (attempt: Attempt) => object,
): MetadataBearer {
  const smithy = context[SMITHY_CONTEXT_KEY] ?? {};
  throwIfAborted(smithy.abortSignal as AbortSignal | undefined);
  const schema = smithy.operationSchema as StaticOperationSchema;
  const attempt = { ...findOperation(context), schema, input };
  try {
    return { ...telling(() => make(attempt)), $metadata: toMetadata(200) };
  } catch (error) {
    throw error instanceof Refusal ? toSdkError(error, schema[1]) : error;
  }
}

/** Records are read as they were written: what trips over one has met an account that somebody has edited. */
function telling<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError || error instanceof RecordError))
      throw error;
    throw new SandboxAccountError(
      `A record of the sandbox account cannot be read (${error.message}).`,
      error,
    );
  }
}

function findOperation(context: HandlerExecutionContext): Pick<Attempt, "service" | "name" | "operation"> {
  const { clientName = "", commandName = "" } = context;
  const service: SandboxService | undefined = services.find(
    (candidate) => candidate.clientName === clientName,
  );
  const name = commandName.replace(/Command$/, "");
  const operation = service?.operations[name];
  if (service === undefined || operation === undefined)
    throw new SandboxError(`sandbox has no ${clientName}.${commandName}`);
  return { service, name, operation };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
}

function byPlace(a: ListedResource, b: ListedResource): number {
  const keys = ({ service, type, name, id }: ListedResource): readonly string[] => [
    service,
    type,
    name ?? "",
    id,
  ];
  const [left, right] = [keys(a), keys(b)];
  const index = left.findIndex((key, position) => key !== right[position]);
  return index === -1 ? 0 : (left[index] ?? "") < (right[index] ?? "") ? -1 : 1;
}
