import type { ChangeType, Parameter } from "@aws-sdk/client-elasticache";
import { invalid } from "./identifier.ts";

/** A parameter as a family has it. */
export interface FamilyParameter {
  readonly name: string;
  readonly value: string;
  readonly type: "integer" | "string";
  readonly allowed: string;
  readonly modifiable: boolean;
  readonly change: ChangeType;
}

type Row = readonly [name: string, value: string, allowed: string, options?: Partial<FamilyParameter>];

const FIXED = { modifiable: false } as const;
const REBOOT = { change: "requires-reboot" } as const;
const TEXT = { type: "string" } as const;
const POLICIES =
  "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction";

/** A choice of the parameters of Redis 7. Source: ElastiCache User Guide, "Valkey and Redis OSS parameters". */
const ROWS: readonly Row[] = [
  ["acllog-max-len", "128", "1-10000"],
  ["activedefrag", "no", "yes,no", TEXT],
  ["active-defrag-cycle-max", "75", "1-75"],
  ["active-defrag-cycle-min", "5", "1-75"],
  ["activerehashing", "yes", "yes,no", { ...TEXT, ...REBOOT }],
  ["appendfsync", "everysec", "always,everysec,no", { ...TEXT, ...FIXED }],
  ["appendonly", "no", "yes,no", { ...TEXT, ...FIXED }],
  ["client-output-buffer-limit-normal-hard-limit", "0", "0-"],
  ["client-output-buffer-limit-pubsub-hard-limit", "33554432", "0-"],
  ["client-query-buffer-limit", "1073741824", "1048576-1073741824"],
  ["close-on-replica-write", "yes", "yes,no", { ...TEXT, ...FIXED }],
  ["cluster-allow-reads-when-down", "no", "yes,no", TEXT],
  ["cluster-enabled", "no", "yes,no", { ...TEXT, ...REBOOT }],
  ["cluster-require-full-coverage", "no", "yes,no", TEXT],
  ["databases", "16", "1-1200000", REBOOT],
  ["hash-max-listpack-entries", "512", "0-"],
  ["hash-max-listpack-value", "64", "0-"],
  ["latency-tracking", "no", "yes,no", TEXT],
  ["lazyfree-lazy-eviction", "no", "yes,no", TEXT],
  ["lazyfree-lazy-expire", "no", "yes,no", TEXT],
  ["lazyfree-lazy-user-del", "no", "yes,no", TEXT],
  ["lfu-decay-time", "1", "0-"],
  ["lfu-log-factor", "10", "0-"],
  ["list-compress-depth", "0", "0-"],
  ["list-max-listpack-size", "-2", "-5,-4,-3,-2,-1,1-"],
  ["lua-time-limit", "5000", "5000", FIXED],
  ["maxclients", "65000", "1-65000", { ...REBOOT, ...FIXED }],
  ["maxmemory-policy", "volatile-lru", POLICIES, TEXT],
  ["maxmemory-samples", "3", "1-"],
  ["min-replicas-max-lag", "10", "0-"],
  ["min-replicas-to-write", "0", "0-"],
  ["notify-keyspace-events", "", "", TEXT],
  ["repl-backlog-size", "1048576", "16384-"],
  ["repl-timeout", "60", "11-60", FIXED],
  ["reserved-memory-percent", "25", "0-100"],
  ["set-max-intset-entries", "512", "0-"],
  ["slowlog-log-slower-than", "10000", "-"],
  ["slowlog-max-len", "128", "0-"],
  ["stream-node-max-entries", "100", "0-"],
  ["tcp-keepalive", "300", "0-"],
  ["timeout", "0", "0,20-"],
  ["tracking-table-max-keys", "1000000", "1-100000000"],
  ["zset-max-listpack-entries", "128", "0-"],
];

const PARAMETERS: readonly FamilyParameter[] = ROWS.map(([name, value, allowed, options]) => ({
  name,
  value,
  allowed,
  type: "integer",
  modifiable: true,
  change: "immediate",
  ...options,
}));

/** The parameters of a family with their own values; `clusterOn` is the variant for shards. */
export function parametersOf(family: string, clusterOn = false): readonly FamilyParameter[] {
  const known = family.startsWith("memcached") ? [] : PARAMETERS;
  return clusterOn
    ? known.map((one) => (one.name === "cluster-enabled" ? { ...one, value: "yes" } : one))
    : known;
}

/** Gets the parameter that a request wants to change, and checks the value. Throws InvalidParameterValue. */
export function checkParameter(
  family: string,
  name: string | undefined,
  value: string | undefined,
): FamilyParameter {
  const parameter = parametersOf(family).find((one) => one.name === name);
  if (parameter === undefined)
    throw invalid(`The parameter ${name ?? ""} does not exist in the family ${family}.`);
  if (!parameter.modifiable) throw invalid(`The parameter ${parameter.name} cannot be modified.`);
  if (value !== undefined && !fits(parameter, value))
    throw invalid(
      `The value ${value} is not allowed for the parameter ${parameter.name}. Allowed values: ${parameter.allowed}`,
    );
  return parameter;
}

function fits({ type, allowed }: FamilyParameter, value: string): boolean {
  if (allowed === "") return true;
  const parts = allowed.split(",");
  if (type === "string") return parts.includes(value);
  if (!/^-?\d+$/.test(value)) return false;
  return parts.some((part) => {
    const [, least, dash, most] = /^(-?\d+)?(-)?(\d+)?$/.exec(part) ?? [];
    if (dash === undefined) return Number(value) === Number(least);
    return (
      (least === undefined || Number(value) >= Number(least)) &&
      (most === undefined || Number(value) <= Number(most))
    );
  });
}

/** A parameter as ElastiCache tells it; `source` says who chose the value. */
export function toParameter(
  parameter: FamilyParameter,
  { value, source }: { readonly value: string; readonly source: "user" | "system" },
): Parameter {
  return {
    ParameterName: parameter.name,
    ParameterValue: value,
    Description: `Parameter ${parameter.name}.`,
    Source: source,
    DataType: parameter.type,
    AllowedValues: parameter.allowed,
    IsModifiable: parameter.modifiable,
    MinimumEngineVersion: "2.8.6",
    ChangeType: parameter.change,
  };
}
