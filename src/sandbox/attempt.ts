import type { SchemaRef, StaticOperationSchema } from "@smithy/types";
import { authorize, findNeeds } from "./authorization.ts";
import { createFortune, type Faults, type Misfortune } from "./faults.ts";
import type { Operation } from "./operation.ts";
import type { Policy } from "./policy.ts";
import { RecordError, Refusal, SandboxError } from "./refusal.ts";
import { createRehearsal } from "./rehearsed-refusals.ts";
import { findInputFault, findOutputFault } from "./schema-check.ts";
import { type SandboxService, toServiceName } from "./service.ts";
import { runChange, runRead, type Session, toCall } from "./session.ts";

/** One pass of a call through the middleware; the SDK's repeats are attempts of their own. */
export interface Attempt {
  readonly service: SandboxService;
  /** The operation's name: `CreateVpc`. */
  readonly name: string;
  readonly operation: Operation;
  readonly schema: StaticOperationSchema;
  readonly input: object;
}

/** A call that was made, with the permissions that it needed. */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly reads: boolean;
  /** IAM actions. */
  readonly actions: readonly string[];
}

interface Circumstances {
  readonly session: Session;
  readonly faults: Faults;
  readonly policy: Policy | undefined;
  readonly kill: (killed: Killed) => void;
}

/** The change at which the fault `kill` ends the process. */
export interface Killed {
  readonly attempt: number;
  readonly when: "before" | "after";
  /** Client id and operation: `EC2 CreateVpc`. */
  readonly call: string;
  /** The id, ARN or name that the request gives first. */
  readonly subject: string;
}

/** Makes the function that carries out attempts, with their faults, and a record of them. */
export function createAttempts(circumstances: Circumstances): {
  make: (attempt: Attempt) => object;
  calls: () => readonly RecordedCall[];
} {
  const { session, faults, policy } = circumstances;
  const calls: RecordedCall[] = [];
  const fortune = createFortune(faults);
  const killIf = createKill(circumstances);
  const rehearse = createRehearsal(faults.refuse ?? [], session.clock);
  const guard = { policy, deny: faults.deny ?? [] };

  const make = (attempt: Attempt): object => {
    const { service, operation, input } = attempt;
    checkInput(attempt);
    const call = toCall(session, session.file.read());
    const needs = findNeeds(service.needs[attempt.name] ?? [], input, call);
    const reads = operation.reads || isDryRun(input);
    calls.push({
      service: toServiceName(service.clientName),
      operation: attempt.name,
      reads,
      actions: needs.map((need) => need.action),
    });
    if (faults.expireAfterCalls !== undefined && calls.length > faults.expireAfterCalls)
      throw expired(service);
    const killing = killIf(attempt, reads);
    killing("before");
    try {
      authorize(service, needs, { guard, call });
      if (isDryRun(input))
        throw new Refusal("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", {
          status: 412,
        });
      rehearse({ service: toServiceName(service.clientName), operation: attempt.name, input });
      return carryOut(attempt, { session, misfortune: fortune() });
    } finally {
      killing("after");
    }
  };
  return { make, calls: () => calls };
}

function carryOut(
  attempt: Attempt,
  { session, misfortune }: { session: Session; misfortune: Misfortune },
): object {
  const { service, operation, input } = attempt;
  if (misfortune.throttled) throw throttled(service);
  if (misfortune.timeout === "before") throw timedOut();
  const output = operation.reads ? runRead(session, operation, input) : runChange(session, operation, input);
  checkOutput(attempt, output);
  if (misfortune.timeout === "after") throw timedOut();
  if (misfortune.errorAfterSuccess && !operation.reads) throw failed(service);
  return output;
}

/** Counts the attempts that change something and ends the process at the one that the faults name. */
function createKill({
  faults,
  kill,
}: Circumstances): (attempt: Attempt, reads: boolean) => (when: "before" | "after") => void {
  let changes = 0;
  return ({ service, name, input }, reads) => {
    if (!reads) changes++;
    const attempt = changes;
    const due = !reads && faults.kill?.attempt === attempt;
    return (when) => {
      if (!due || faults.kill.when !== when) return;
      const call = `${toServiceName(service.clientName)} ${name}`;
      kill({ attempt, when, call, subject: subjectOf(input) });
      throw new SandboxError(`killed ${when} change ${attempt}`);
    };
  };
}

const subjectOf = (input: object): string => {
  const texts = Object.values(input).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]));
  return String(texts.find((text) => typeof text === "string") ?? "");
};

function checkInput({ service, schema, input }: Attempt): void {
  const fault = findInputFault(schema[4] as SchemaRef, input);
  if (fault === undefined) return;
  const { missing, invalid } = service.dialect;
  if (fault.kind === "missing")
    throw new Refusal(missing, `The request must contain the parameter ${fault.path}`);
  if (fault.kind === "unknown") throw new Refusal(invalid, `The parameter ${fault.path} is not recognized`);
  throw new Refusal(invalid, `The parameter ${fault.path} must be ${fault.expected}`);
}

function checkOutput({ service, name, schema }: Attempt, output: object): void {
  const fault = findOutputFault(schema[5] as SchemaRef, output);
  if (fault === undefined) return;
  const wrong = fault.kind === "unknown" ? "is not in the SDK's schema" : `is not ${fault.expected}`;
  throw new RecordError(`sandbox answered ${service.clientName}.${name} with ${fault.path}, which ${wrong}`);
}

function isDryRun(input: object): boolean {
  return "DryRun" in input && input.DryRun === true;
}

function throttled({ dialect }: SandboxService): Refusal {
  const [name, status] = dialect.throttled;
  return new Refusal(name, name === "RequestLimitExceeded" ? "Request limit exceeded." : "Rate exceeded", {
    status,
  });
}

function expired({ dialect }: SandboxService): Refusal {
  const [name, status] = dialect.expired;
  const message =
    name === "RequestExpired"
      ? "Request has expired."
      : "The security token included in the request is expired";
  return new Refusal(name, message, { status });
}

function failed({ dialect }: SandboxService): Refusal {
  const [name, status] = dialect.failed;
  return new Refusal(name, "An internal error has occurred", { status });
}

/** The error of the SDK's HTTP client when no answer came in time. */
function timedOut(): Error {
  const message =
    "@smithy/node-http-handler - [ERROR] a request has exceeded the configured 60000 ms requestTimeout.";
  return Object.assign(new Error(message), { name: "TimeoutError", code: "ETIMEDOUT" });
}
