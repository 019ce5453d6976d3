import type {
  Filter,
  ListSecretsCommandInput,
  ListSecretsCommandOutput,
  SecretListEntry,
} from "@aws-sdk/client-secrets-manager";
import { type Call, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { invalidParameter } from "./find.ts";
import { toToldKey } from "./secret.ts";
import { type Secret, secrets } from "./tables.ts";
import { toTagList } from "./tagging.ts";

/** The list learns of a new secret later than DescribeSecret. AWS names five minutes as the most. Source: Secrets Manager API reference, ListSecrets. */
const LAG_SECONDS = 60;

const PREFIX_VALUES: Readonly<Record<string, (row: Secret, call: Call) => readonly string[]>> = {
  name: ({ id }) => [id],
  "tag-key": ({ tags }) => Object.keys(tags ?? {}),
  "tag-value": ({ tags }) => Object.values(tags ?? {}),
  "primary-region": () => [],
  "owning-service": () => [],
};

/** True when the secret fits one value of the filter; a value after `!` must not fit. Source: Secrets Manager API reference, `Filter`. */
function fits(row: Secret, { Key, Values = [] }: Filter, call: Call): boolean {
  return Values.some((value) => {
    const negated = value.startsWith("!");
    return fitsValue(row, Key, { value: negated ? value.slice(1) : value, call }) !== negated;
  });
}

function fitsValue(
  row: Secret,
  key: string | undefined,
  { value, call }: { value: string; call: Call },
): boolean {
  const small = value.toLowerCase();
  const description = (row.description ?? "").toLowerCase();
  if (key === "description") return description.startsWith(small);
  if (key === "all") {
    const everything = [row.id, description, ...Object.entries(row.tags ?? {}).flat()]
      .join(" ")
      .toLowerCase();
    return small.split(/\s+/).every((word) => everything.includes(word));
  }
  const valuesOf = PREFIX_VALUES[key ?? ""];
  if (valuesOf === undefined) throw invalidParameter(`Invalid filter key: ${key}`);
  return valuesOf(row, call).some((text) => text.startsWith(value));
}

function toEntry(row: Secret): SecretListEntry {
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
    SecretVersionsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]])),
  };
}

function listSecrets(
  input: ListSecretsCommandInput,
  call: Call,
): Omit<ListSecretsCommandOutput, "$metadata"> {
  const { MaxResults = 100, NextToken, IncludePlannedDeletion = false } = input;
  if (MaxResults < 1 || MaxResults > 100) throw invalidParameter("MaxResults must be between 1 and 100.");
  const found = call.account
    .table(secrets)
    .all()
    .filter(({ createdAt }) => call.account.clock.secondsSince(createdAt) >= LAG_SECONDS)
    .filter(({ deletedAt }) => deletedAt === undefined || IncludePlannedDeletion)
    .filter((row) => (input.Filters ?? []).every((filter) => fits(row, filter, call)))
    .sort((a, b) => (input.SortOrder === "asc" ? a.createdAt - b.createdAt : b.createdAt - a.createdAt));
  const start = NextToken === undefined ? 0 : parseToken(NextToken);
  const end = start + MaxResults;
  return {
    SecretList: found.slice(start, end).map(toEntry),
    NextToken: end < found.length ? Buffer.from(`list-${end}`).toString("base64url") : undefined,
  };
}

function parseToken(token: string): number {
  const offset = /^list-(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (offset === undefined) throw new Refusal("InvalidNextTokenException", "The NextToken value is invalid.");
  return Number(offset);
}

/** Secrets Manager's list, which lags: what was just made is to be asked for by name. */
export const secretListOperations = {
  ListSecrets: read<ListSecretsCommandInput, ListSecretsCommandOutput>(listSecrets),
};
