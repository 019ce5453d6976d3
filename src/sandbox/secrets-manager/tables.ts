import { type AccountRecord, defineTable } from "../account.ts";

/** One version of a secret's value. */
export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
  readonly text?: string | undefined;
  /** Base64. */
  readonly binary?: string | undefined;
}

/** A secret, by its name. `deletedAt` is set while it waits for its deletion, which `RestoreSecret` calls off. */
export interface Secret extends AccountRecord {
  readonly arn: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly changedAt: number;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
  /** The date that was told for the deletion, in milliseconds since 1970. */
  readonly deletionDate?: number | undefined;
  /** True when it is being deleted without a way back. */
  readonly forced?: boolean | undefined;
}

/** Secrets; one that waits for its deletion keeps its name. */
export const secrets = defineTable<Secret>("SecretsManager", "secret");

/** Names of secrets whose deletion was forced, which stay taken for a moment after nothing is shown under them any more. */
export const forcedNames = defineTable<AccountRecord>("SecretsManager", "forced-name");
