import type { Account, AccountRecord, OfferName, TableName } from "./account.ts";
import type { Call, Operation } from "./operation.ts";
import type { StatedNeed } from "./request-context.ts";

/** The error names in which a service says what every service says, with the HTTP status of each. */
export interface Dialect {
  readonly throttled: readonly [name: string, status: number];
  readonly denied: readonly [name: string, status: number];
  readonly expired: readonly [name: string, status: number];
  readonly failed: readonly [name: string, status: number];
  /** A required member is not there. */
  readonly missing: string;
  /** A member is unknown or of the wrong type. */
  readonly invalid: string;
}

/** EC2's own names. Source: Amazon EC2 API reference, "Error codes". */
export const EC2_DIALECT: Dialect = {
  throttled: ["RequestLimitExceeded", 503],
  denied: ["UnauthorizedOperation", 403],
  expired: ["RequestExpired", 400],
  failed: ["InternalError", 500],
  missing: "MissingParameter",
  invalid: "InvalidParameter",
};

/** The names of the query services (RDS, IAM, STS, ElastiCache, Auto Scaling). Source: their references, "Common errors". */
export const QUERY_DIALECT: Dialect = {
  throttled: ["Throttling", 400],
  denied: ["AccessDenied", 403],
  expired: ["ExpiredToken", 403],
  failed: ["InternalFailure", 500],
  missing: "ValidationError",
  invalid: "ValidationError",
};

/** The names of the JSON services (Secrets Manager, SSM, ECS). Source: their references, "Common errors". */
export const JSON_DIALECT: Dialect = {
  throttled: ["ThrottlingException", 400],
  denied: ["AccessDeniedException", 400],
  expired: ["ExpiredTokenException", 400],
  failed: ["InternalFailure", 500],
  missing: "ValidationException",
  invalid: "ValidationException",
};

/**
 * What a call needs, as a row of a service's table of actions. In `resource`, `{VpcId}` stands for that member of the
 * request (one need for each entry of a list, `*` when absent), `{partition}`, `{region}` and `{account}` for the caller's.
 */
export interface NeedRow {
  readonly action: string;
  /** @default "*" */
  readonly resource?: string;
  /** The row counts only when the request has this member. */
  readonly when?: string;
}

/** A row, or a rule that looks into the account (whose role does this profile hold?). */
export type NeedRule =
  | NeedRow
  | ((input: Readonly<Record<string, unknown>>, call: Call) => readonly StatedNeed[]);

/** One resource as `sandbox list` tells it. */
export interface ListedResource {
  readonly service: string;
  readonly type: string;
  readonly id: string;
  readonly name: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One simulated AWS service: a folder of nouns, gathered. */
export interface SandboxService {
  /** The SDK's name of the client: `EC2Client`. */
  readonly clientName: string;
  readonly dialect: Dialect;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Operation → what IAM wants for it. Every operation has an entry; an empty one needs no permission. */
  readonly needs: Readonly<Record<string, readonly NeedRule[]>>;
  readonly offers: readonly OfferName<Record<string, unknown>>[];
  readonly listings: readonly ((account: Account) => readonly ListedResource[])[];
}

/** Lists the records of a table that are not being deleted; `name` defaults to the Name tag. */
export function listTable<R extends AccountRecord>(
  table: TableName<R>,
  options: { name?: (record: R) => string; where?: (record: R) => boolean } = {},
): (account: Account) => readonly ListedResource[] {
  return (account) =>
    account
      .table(table)
      .all()
      .filter((record) => record.deletedAt === undefined && (options.where?.(record) ?? true))
      .map((record) => ({
        service: table.service,
        type: table.type,
        id: record.id,
        name: options.name?.(record) ?? record.tags?.Name ?? null,
        tags: record.tags ?? {},
      }));
}

/** The client's name without "Client": how services are called in listings and traces. */
export function toServiceName(clientName: string): string {
  return clientName.replace(/Client$/, "");
}
