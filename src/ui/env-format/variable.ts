import { UsageError } from "../../errors.ts";

/** A variable whose value is told. */
export interface PlainVariable {
  readonly name: string;
  readonly value: string;
  /** Whether the value is a secret that was asked for by name. @default false */
  readonly isSecret?: boolean;
}

/** A variable whose value is in a secret of AWS Secrets Manager, as the whole of its text. */
export interface SecretVariable {
  readonly name: string;
  readonly secretArn: string;
}

/** An environment variable of the application. */
export type Variable = PlainVariable | SecretVariable;

/** All that a format needs: the variables in their order, and where their secrets are. */
export interface EnvSheet {
  readonly variables: readonly Variable[];
  /** Prefix of the names of Kubernetes objects. */
  readonly stack: string;
  readonly region: string;
  /** The AWS profile with which secrets can be read. @default the reader's own */
  readonly profile?: string;
}

/** Draws the variables; the text ends with a line break. */
export type EnvFormat = (sheet: EnvSheet) => string;

export const isSecretReference = (variable: Variable): variable is SecretVariable => "secretArn" in variable;

/** Why the guide's access keys are not among the variables. */
export const NO_KEYS =
  "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are left out: the application's role gives it credentials that expire.";

/**
 * Refuses a value that a format has no way to write, without telling it: it may be a secret.
 * @throws UsageError that names the variable and the formats that can.
 */
export function refuse(name: string, format: string, why: string): never {
  throw new UsageError({
    code: "ValueUnwritable",
    summary: "A value cannot be written so",
    detail: `The value of ${name} ${why}, which --format ${format} cannot express. sh, json, ecs and k8s can.`,
  });
}

/** Refuses the one character that no environment can hold. */
export function demandHoldable({ name, value }: PlainVariable, format: string): void {
  if (value.includes("\0")) refuse(name, format, "has a NUL character");
}
