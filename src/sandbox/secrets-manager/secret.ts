import type {
  CreateSecretCommandInput,
  CreateSecretCommandOutput,
  DeleteSecretCommandInput,
  DeleteSecretCommandOutput,
  DescribeSecretCommandInput,
  DescribeSecretCommandOutput,
  RestoreSecretCommandInput,
  RestoreSecretCommandOutput,
  UpdateSecretCommandInput,
  UpdateSecretCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import type { Account } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import type { ListedResource } from "../service.ts";
import {
  findSecret,
  getLivingSecret,
  getSecret,
  invalidParameter,
  invalidRequest,
  newSecretArn,
} from "./find.ts";
import { secretsManagerOffers } from "./offers.ts";
import { addVersion, isSameValue, toVersion } from "./secret-value.ts";
import { forcedNames, type Secret, type SecretVersion, secrets } from "./tables.ts";
import { toTagList, toTags } from "./tagging.ts";

const DAY_SECONDS = 86_400;
/** Recovery window in days. Source: Secrets Manager API reference, DeleteSecret, `RecoveryWindowInDays`. */
const WINDOW = { shortest: 7, longest: 30 };
/** A forced deletion is done in the background, "so there might be a short delay". Source: the same, `ForceDeleteWithoutRecovery`. */
const FORCED_SECONDS = 60;
/**
 * The name is free only after that: who makes a new secret of it at once is to "use appropriate back off and retry logic". Source:
 * the same, which names no bound.
 */
const NAME_SECONDS = 40;

function checkName(name: string): void {
  if (name.length < 1 || name.length > 512 || !/^[A-Za-z0-9/_+=.@!-]+$/.test(name))
    throw new Refusal(
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    );
}

function checkKey(call: Call, key: string | undefined): void {
  if (key === undefined || key === "" || key.endsWith("alias/aws/secretsmanager")) return;
  const { kmsKeys } = call.account.offers(secretsManagerOffers);
  if (!kmsKeys.some((known) => known === key || known.endsWith(`/${key}`)))
    throw new Refusal(
      "EncryptionFailure",
      "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
    );
}

function refuseUnmodelled(operation: string, members: Record<string, unknown>): void {
  const [stranger] = Object.entries(members).filter(([, value]) => value !== undefined);
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate SecretsManager ${operation}.${stranger[0]}`);
}

function createSecret(
  input: CreateSecretCommandInput,
  call: Call,
): Omit<CreateSecretCommandOutput, "$metadata"> {
  const { AddReplicaRegions, ForceOverwriteReplicaSecret, Type, Name: name = "" } = input;
  refuseUnmodelled("CreateSecret", { AddReplicaRegions, ForceOverwriteReplicaSecret, Type });
  checkName(name);
  checkKey(call, input.KmsKeyId);
  const tags = toTags(input.Tags);
  const version = toVersion(input, call);
  const present = findSecret(call, name);
  if (present !== undefined) return answerRepeat(present, version);
  if (call.account.table(forcedNames).find(name) !== undefined) throw scheduled();
  const table = call.account.table(secrets);
  if (table.all().length >= call.account.offers(secretsManagerOffers).quotas.secrets)
    throw new Refusal("LimitExceededException", "You have reached the maximum number of secrets.");
  const now = call.account.clock.now();
  const row: Secret = {
    id: name,
    arn: newSecretArn(call, name),
    createdAt: now,
    changedAt: now,
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    versions: [],
    tags,
  };
  const { versions } = version === undefined ? row : addVersion(row, version);
  table.insert({ ...row, versions });
  return { ARN: row.arn, Name: name, VersionId: version?.id };
}

const scheduled = (): Refusal =>
  invalidRequest(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );

/** A repeat with the token and the value of a version that exists is no new secret. Source: Secrets Manager API reference, CreateSecret. */
function answerRepeat(
  present: Secret,
  version: SecretVersion | undefined,
): Omit<CreateSecretCommandOutput, "$metadata"> {
  if (present.deletedAt !== undefined) throw scheduled();
  const known = present.versions.find(({ id }) => id === version?.id);
  if (known !== undefined && version !== undefined && isSameValue(known, version))
    return { ARN: present.arn, Name: present.id, VersionId: known.id };
  throw new Refusal(
    "ResourceExistsException",
    `The operation failed because the secret ${present.id} already exists.`,
  );
}

function describeSecret(
  input: DescribeSecretCommandInput,
  call: Call,
): Omit<DescribeSecretCommandOutput, "$metadata"> {
  const row = getSecret(call, input.SecretId);
  const staged = row.versions.filter(({ stages }) => stages.length > 0);
  return {
    ARN: row.arn,
    Name: row.id,
    Description: row.description,
    KmsKeyId: toToldKey(row),
    CreatedDate: new Date(row.createdAt),
    LastChangedDate: new Date(row.changedAt),
    DeletedDate: row.deletionDate === undefined ? undefined : new Date(row.deletionDate),
    Tags: toTagList(row.tags),
    VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]])),
  };
}

/** AWS's own key is not told. Source: Secrets Manager API reference, DescribeSecret, `KmsKeyId`. */
export function toToldKey({ kmsKeyId }: Secret): string | undefined {
  return kmsKeyId === "" || kmsKeyId?.endsWith("alias/aws/secretsmanager") === true ? undefined : kmsKeyId;
}

function updateSecret(
  input: UpdateSecretCommandInput,
  call: Call,
): Omit<UpdateSecretCommandOutput, "$metadata"> {
  refuseUnmodelled("UpdateSecret", { Type: input.Type });
  const row = getLivingSecret(call, input.SecretId);
  checkKey(call, input.KmsKeyId);
  const added = toVersion(input, call);
  const made = added === undefined ? undefined : addVersion(row, added);
  call.account.table(secrets).update(row.id, {
    description: input.Description ?? row.description,
    kmsKeyId: input.KmsKeyId ?? row.kmsKeyId,
    versions: made?.versions ?? row.versions,
    changedAt: call.account.clock.now(),
  });
  return { ARN: row.arn, Name: row.id, VersionId: made?.version.id };
}

/** How long a deletion takes, in simulated seconds: a window of days, or a moment when forced. */
function toDelay({ RecoveryWindowInDays: days, ForceDeleteWithoutRecovery }: DeleteSecretCommandInput): {
  readonly forced: boolean;
  readonly seconds: number;
} {
  const forced = ForceDeleteWithoutRecovery === true;
  if (forced && days !== undefined)
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  if (days !== undefined && !(Number.isInteger(days) && days >= WINDOW.shortest && days <= WINDOW.longest))
    throw invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  return { forced, seconds: forced ? FORCED_SECONDS : (days ?? WINDOW.longest) * DAY_SECONDS };
}

/**
 * Marks a secret for deletion. Marking it again is refused, as a call that the secret's state forbids; forcing it is not.
 * A forced deletion of what is not there succeeds. Source: Secrets Manager API reference, DeleteSecret and
 * InvalidRequestException.
 */
function deleteSecret(
  input: DeleteSecretCommandInput,
  call: Call,
): Omit<DeleteSecretCommandOutput, "$metadata"> {
  const { forced, seconds } = toDelay(input);
  const now = call.account.clock.now();
  const present = findSecret(call, input.SecretId);
  if (forced && (present === undefined || present.forced === true))
    return { ARN: present?.arn, Name: present?.id ?? input.SecretId, DeletionDate: new Date(now) };
  const row = getSecret(call, input.SecretId);
  if (row.deletedAt !== undefined && !forced)
    throw invalidRequest("You tried to perform the operation on a secret that's currently marked deleted.");
  const deletionDate = forced ? now : now + seconds * 1000;
  const table = call.account.table(secrets);
  table.update(row.id, { forced, deletionDate, changedAt: now });
  table.retire(row.id, seconds);
  if (forced) keepName(call, row.id);
  return { ARN: row.arn, Name: row.id, DeletionDate: new Date(deletionDate) };
}

function keepName(call: Call, name: string): void {
  const names = call.account.table(forcedNames);
  names.insert({ id: name, createdAt: call.account.clock.now() });
  names.retire(name, FORCED_SECONDS + NAME_SECONDS);
}

function restoreSecret(
  input: RestoreSecretCommandInput,
  call: Call,
): Omit<RestoreSecretCommandOutput, "$metadata"> {
  const row = getSecret(call, input.SecretId);
  if (row.forced === true)
    throw invalidRequest("You can't perform this operation on the secret because it was deleted.");
  call.account.table(secrets).update(row.id, {
    deletedAt: undefined,
    goneAfterSeconds: undefined,
    deletionDate: undefined,
    changedAt: call.account.clock.now(),
  });
  return { ARN: row.arn, Name: row.id };
}

/** Lists secrets, those included that wait for their deletion: they keep their names and can be restored. */
export function listSecrets(account: Account): readonly ListedResource[] {
  return account
    .table(secrets)
    .all()
    .filter(({ forced }) => forced !== true)
    .map(({ arn, id, tags = {} }) => ({
      service: "SecretsManager",
      type: "secret",
      id: arn,
      name: id,
      tags,
    }));
}

/** Secrets Manager's calls on secrets. */
export const secretOperations = {
  CreateSecret: change<CreateSecretCommandInput, CreateSecretCommandOutput>(createSecret),
  DescribeSecret: read<DescribeSecretCommandInput, DescribeSecretCommandOutput>(describeSecret),
  UpdateSecret: change<UpdateSecretCommandInput, UpdateSecretCommandOutput>(updateSecret),
  DeleteSecret: change<DeleteSecretCommandInput, DeleteSecretCommandOutput>(deleteSecret),
  RestoreSecret: change<RestoreSecretCommandInput, RestoreSecretCommandOutput>(restoreSecret),
};
