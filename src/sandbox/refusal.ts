import { randomUUID } from "node:crypto";
import { ServiceException } from "@smithy/core/client";
import { NormalizedSchema, TypeRegistry } from "@smithy/core/schema";
import type { StaticErrorSchema } from "@smithy/types";

/** What AWS says instead of an answer; thrown by operations, turned into the SDK's own error by `toSdkError`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The SDK's name of the error (`DBInstanceNotFoundFault`) or the wire's where the SDK has none. */
  readonly errorName: string;
  readonly status: number;
  /** More members of the error, such as Kafka's `invalidParameter`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    errorName: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.errorName = errorName;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** A mistake in the sandbox itself, or a call that it does not know. The SDK does not retry it. */
export class SandboxError extends Error {
  override readonly name: string = "SandboxError";
}

/** A record from which no answer can be made that the SDK's schema allows. */
export class RecordError extends SandboxError {}

/** The metadata of an answer, as the SDK's deserializer would have read it. */
export function toMetadata(status: number): { httpStatusCode: number; requestId: string } {
  return { httpStatusCode: status, requestId: randomUUID() };
}

type ErrorClass = new (options: object) => Error;

interface ErrorTraits {
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly httpError?: number;
}

interface ErrorShape {
  readonly class: ErrorClass;
  readonly name: string;
  readonly code: string;
  readonly status: number | undefined;
}

/**
 * Makes the error that the SDK would throw for a refusal: of the client's own class when the service's model has the
 * error, with the wire code as `Code` and the model's HTTP status; otherwise of the client's base class.
 */
export function toSdkError(refusal: Refusal, namespace: string): Error {
  const shape = findShape(refusal.errorName, namespace);
  const status = shape?.status ?? refusal.status;
  const options = {
    name: shape?.name ?? refusal.errorName,
    message: refusal.message,
    $fault: status >= 500 ? ("server" as const) : ("client" as const),
    $metadata: toMetadata(status),
  };
  const error = new (shape?.class ?? baseClass(namespace))(options);
  return Object.assign(error, refusal.members, options, { Code: shape?.code ?? refusal.errorName });
}

/** Finds the model's error by the SDK's name, else by the wire's, which several errors may share. */
const findShape = (name: string, namespace: string): ErrorShape | undefined =>
  findShapeBy(name, namespace, "name") ?? findShapeBy(name, namespace, "code");

function findShapeBy(name: string, namespace: string, by: "name" | "code"): ErrorShape | undefined {
  const registry = TypeRegistry.for(namespace);
  let found: Omit<ErrorShape, "class"> | undefined;
  const schema = registry.find((candidate) => {
    const shape = NormalizedSchema.of(candidate);
    const shapeName = shape.getName();
    const { awsQueryError, httpError } = shape.getMergedTraits() as ErrorTraits;
    const [code = shapeName, status = httpError] = awsQueryError ?? [];
    if (shapeName === undefined || (by === "name" ? shapeName : code) !== name) return false;
    found = { name: shapeName, code: code ?? shapeName, status };
    return true;
  });
  return found && { ...found, class: registry.getErrorCtor(schema as StaticErrorSchema) as ErrorClass };
}

function baseClass(namespace: string): ErrorClass {
  const registry = TypeRegistry.for(`smithy.ts.sdk.synthetic.${namespace}`);
  const schema = registry.getBaseException();
  return (schema === undefined ? ServiceException : registry.getErrorCtor(schema)) as ErrorClass;
}
