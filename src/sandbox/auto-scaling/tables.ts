import type { PutScalingPolicyCommandInput, RefreshPreferences } from "@aws-sdk/client-auto-scaling";
import { type AccountRecord, defineTable } from "../account.ts";

/** An instance of a group. */
export interface Member {
  readonly id: string;
  /** Version of the launch template that it was launched from. */
  readonly version: string;
  readonly template: string;
  /** Instant at which its termination began. */
  readonly terminatingAt?: number | undefined;
}

/** The launch template of a group. */
export interface Template {
  readonly id: string;
  /** As it was named: a number, `$Latest` or `$Default`. */
  readonly version: string;
}

/** An Auto Scaling group, by its name. */
export interface Group extends AccountRecord {
  readonly arn: string;
  readonly template: Template;
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  readonly cooldownSeconds: number;
  readonly subnetIds: readonly string[];
  readonly targetGroups: readonly string[];
  readonly healthCheckType: string;
  readonly graceSeconds: number;
  /** Keys of the tags that instances get, too. */
  readonly propagated: readonly string[];
  /** Suspended processes with the instant since when. */
  readonly suspended: Readonly<Record<string, number>>;
  readonly members: readonly Member[];
  /** Instant of the last launch that EC2 refused. */
  readonly refusedAt?: number | undefined;
}

/** Something that a group did. */
export interface Activity extends AccountRecord {
  readonly group: string;
  readonly description: string;
  readonly cause: string;
  readonly status: "Successful" | "Failed" | "Cancelled";
  readonly message?: string;
}

/** A rolling replacement of a group's instances. */
export interface Refresh extends AccountRecord {
  readonly group: string;
  readonly preferences: RefreshPreferences;
  readonly status: "InProgress" | "Successful" | "Failed";
  /** How many instances were out of date when it began. */
  readonly total: number;
  /** Instant of its last replacement. */
  readonly progressAt: number;
  readonly endedAt?: number;
  readonly reason?: string;
}

/** A scaling policy, by group and name. */
export interface Policy extends AccountRecord {
  readonly group: string;
  readonly name: string;
  readonly arn: string;
  readonly settings: PutScalingPolicyCommandInput;
}

/** Auto Scaling groups. */
export const groups = defineTable<Group>("AutoScaling", "group");

/** What groups did. */
export const activities = defineTable<Activity>("AutoScaling", "activity");

/** Instance refreshes. */
export const refreshes = defineTable<Refresh>("AutoScaling", "instance-refresh");

/** Scaling policies. */
export const policies = defineTable<Policy>("AutoScaling", "scaling-policy");
