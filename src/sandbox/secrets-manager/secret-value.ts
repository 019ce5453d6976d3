import { randomUUID } from "node:crypto";
import type {
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  PutSecretValueCommandInput,
  PutSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { type Call, change, readConsistently } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getLivingSecret, invalidParameter } from "./find.ts";
import { type Secret, type SecretVersion, secrets } from "./tables.ts";

/** The stage of the value in force. */
const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/** The longest value in bytes. Source: Secrets Manager API reference, `SecretString`. */
const LONGEST_VALUE = 65_536;

/** A value as a request gives it; at most one of the two. */
export interface ValueInput {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | string | undefined;
}

/** Checks the value and the token of a request; undefined when it brings no value. */
export function toVersion(input: ValueInput, call: Call): SecretVersion | undefined {
  const { ClientRequestToken: token, SecretString: text, SecretBinary: bytes } = input;
  checkToken(token);
  if (text !== undefined && bytes !== undefined)
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  const value = text ?? bytes;
  if (value === undefined) return undefined;
  checkLength(text === undefined ? "secretBinary" : "secretString", Buffer.byteLength(value));
  const binary = bytes === undefined ? undefined : Buffer.from(bytes).toString("base64");
  return { id: token ?? randomUUID(), createdAt: call.account.clock.now(), stages: [], text, binary };
}

function checkToken(token: string | undefined): void {
  if (token !== undefined && (token.length < 32 || token.length > 64))
    throw invalidParameter("You must specify a ClientRequestToken value between 32-64 characters long.");
}

function checkLength(member: string, bytes: number): void {
  if (bytes >= 1 && bytes <= LONGEST_VALUE) return;
  throw new Refusal(
    "ValidationException",
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length between 1 and ${LONGEST_VALUE}`,
  );
}

/** What became of a secret's versions. */
export interface Versions {
  readonly version: SecretVersion;
  readonly versions: readonly SecretVersion[];
}

/**
 * Adds a version and moves the stages to it; the version that loses AWSCURRENT becomes AWSPREVIOUS. The same id with the
 * same value changes nothing, with another value it is refused. Source: Secrets Manager API reference, PutSecretValue.
 */
export function addVersion(
  row: Secret,
  added: SecretVersion,
  asked: readonly string[] = [CURRENT],
): Versions {
  const known = row.versions.find(({ id }) => id === added.id);
  if (known !== undefined) {
    if (isSameValue(known, added)) return { version: known, versions: row.versions };
    throw new Refusal(
      "ResourceExistsException",
      `You can't use ClientRequestToken ${added.id} because that value is already in use for a version of secret ${row.arn}.`,
    );
  }
  const isFirst = row.versions.length === 0;
  const stages = isFirst && !asked.includes(CURRENT) ? [CURRENT, ...asked] : asked;
  const takesOver = stages.includes(CURRENT);
  const before = row.versions.map((version) => {
    const wasCurrent = version.stages.includes(CURRENT);
    const kept = version.stages.filter(
      (stage) => !stages.includes(stage) && !(takesOver && stage === PREVIOUS),
    );
    return { ...version, stages: wasCurrent && takesOver ? [...kept, PREVIOUS] : kept };
  });
  const version = { ...added, stages };
  return { version, versions: [...before, version] };
}

/** True when two versions hold the same value. */
export function isSameValue(a: SecretVersion, b: SecretVersion): boolean {
  return a.text === b.text && a.binary === b.binary;
}

function findVersion(row: Secret, { VersionId, VersionStage }: GetSecretValueCommandInput): SecretVersion {
  const stage = VersionStage ?? (VersionId === undefined ? CURRENT : undefined);
  const version = row.versions.find(
    ({ id, stages }) =>
      (VersionId ?? id) === id && (stage === undefined ? stages.length > 0 : stages.includes(stage)),
  );
  if (version === undefined)
    throw new Refusal(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for ${VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`}`,
    );
  return version;
}

/** Secrets Manager's calls on a secret's value. */
export const secretValueOperations = {
  GetSecretValue: readConsistently<GetSecretValueCommandInput, GetSecretValueCommandOutput>((input, call) => {
    const row = getLivingSecret(call, input.SecretId);
    const { id, createdAt, text, binary, stages } = findVersion(row, input);
    return {
      ARN: row.arn,
      Name: row.id,
      VersionId: id,
      SecretString: text,
      SecretBinary: binary === undefined ? undefined : Uint8Array.from(Buffer.from(binary, "base64")),
      VersionStages: [...stages],
      CreatedDate: new Date(createdAt),
    };
  }),
  PutSecretValue: change<PutSecretValueCommandInput, PutSecretValueCommandOutput>((input, call) => {
    const row = getLivingSecret(call, input.SecretId);
    const added = toVersion(input, call);
    if (added === undefined) throw invalidParameter("You must provide either SecretString or SecretBinary.");
    const { version, versions } = addVersion(row, added, input.VersionStages);
    if (versions !== row.versions)
      call.account.table(secrets).update(row.id, { versions, changedAt: call.account.clock.now() });
    return { ARN: row.arn, Name: row.id, VersionId: version.id, VersionStages: [...version.stages] };
  }),
};
