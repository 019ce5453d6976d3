import { randomBytes } from "node:crypto";
import type { MetadataBearer } from "@smithy/types";
import type { Account } from "./account.ts";
import type { Imposer } from "./imposed-status.ts";
import type { Need, Verdict } from "./policy.ts";

/** What an operation is run with: the account, who calls, and from where. */
export interface Call {
  readonly account: Account;
  readonly region: string;
  readonly accountId: string;
  /** The account's alias, as IAM's ListAccountAliases tells it. */
  readonly alias: string;
  /** ARN of the caller. */
  readonly callerArn: string;
  /** `aws`, `aws-cn` or `aws-us-gov`, after the region. */
  readonly partition: string;
  /** Whether the caller may do something, by the policy that the sandbox was started with. */
  readonly verdictOn: (need: Need) => Verdict;
  /** The status into which a record that is otherwise ready was moved by a fault. */
  readonly imposedOn: Imposer;
  /** Condition keys on which that verdict hangs, and of which the need says nothing. */
  readonly missingOn: (need: Need) => readonly string[];
}

/** One API operation: reads are served at once and may lag, changes see the truth and are written before they return. */
export interface Operation {
  readonly reads: boolean;
  /** True for a read that never lags. */
  readonly consistent: boolean;
  run(input: object, call: Call): object;
  /** What has happened by itself meanwhile; written before the operation is run. */
  settle?(call: Call): void;
}

type Run<I extends object, O extends MetadataBearer> = (input: I, call: Call) => Omit<O, "$metadata">;

/** Declares an operation that changes nothing. */
export function read<I extends object, O extends MetadataBearer>(run: Run<I, O>): Operation {
  return { reads: true, consistent: false, run: run as Operation["run"] };
}

/** Declares an operation that changes nothing and that AWS answers without lag (a caller's identity, a secret's value). */
export function readConsistently<I extends object, O extends MetadataBearer>(run: Run<I, O>): Operation {
  return { reads: true, consistent: true, run: run as Operation["run"] };
}

/** Declares an operation that changes the account; it either finishes or throws and leaves no trace. */
export function change<I extends object, O extends MetadataBearer>(run: Run<I, O>): Operation {
  return { reads: false, consistent: true, run: run as Operation["run"] };
}

/** Has operations begin with what happened by itself meanwhile, such as a group that replaced an instance. */
export function settledBy<T extends Readonly<Record<string, Operation>>>(
  settle: (call: Call) => void,
  operations: T,
): T {
  const entries = Object.entries(operations).map(([name, operation]) => [name, { ...operation, settle }]);
  return Object.fromEntries(entries) as T;
}

/** Makes an id like AWS's: the prefix and 17 hexadecimal digits. */
export function newId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString("hex")}`;
}

/** Names a regional resource: `toArn(call, "ec2", "vpc/vpc-0abc")`. */
export function toArn(
  call: Pick<Call, "partition" | "region" | "accountId">,
  service: string,
  resource: string,
): string {
  return `arn:${call.partition}:${service}:${call.region}:${call.accountId}:${resource}`;
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
