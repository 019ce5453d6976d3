import { type AccountRecord, defineGlobalTable } from "../account.ts";

/** A role, by its name in lower case: IAM's names are not distinguished by case. */
export interface RoleRow extends AccountRecord {
  readonly name: string;
  readonly arn: string;
  readonly roleId: string;
  readonly path: string;
  readonly description?: string | undefined;
  /** The trust policy as it was sent. */
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** Documents by the names of inline policies. */
  readonly inline: Readonly<Record<string, string>>;
}

/** One version of a managed policy. */
export interface PolicyVersionRow {
  /** `v1` */
  readonly id: string;
  readonly createdAt: number;
  /** The document as it was sent. */
  readonly document: string;
}

/** A managed policy of the account's own, by its ARN. */
export interface PolicyRow extends AccountRecord {
  readonly name: string;
  readonly policyId: string;
  readonly path: string;
  readonly description?: string | undefined;
  /** Oldest first. */
  readonly versions: readonly PolicyVersionRow[];
  readonly defaultVersion: string;
  /** Versions ever made: ids do not come twice. */
  readonly made: number;
  readonly updatedAt: number;
}

/** An instance profile, by its name in lower case. */
export interface InstanceProfileRow extends AccountRecord {
  readonly name: string;
  readonly arn: string;
  readonly profileId: string;
  readonly path: string;
  /** Ids of the roles in it. */
  readonly roles: readonly string[];
}

export const roles = defineGlobalTable<RoleRow>("IAM", "role");
export const policies = defineGlobalTable<PolicyRow>("IAM", "policy");
export const instanceProfiles = defineGlobalTable<InstanceProfileRow>("IAM", "instance-profile");
