import { badRequest } from "./dialect.ts";

/** Kafka's types of configuration values, each with the words of its refusal. */
type Type = "BOOLEAN" | "INT" | "LONG" | "DOUBLE" | "LIST" | "STRING";

/** What a key takes: its type, its least value, or the words that it may be. */
interface Definition {
  readonly type: Type;
  readonly least?: number;
  readonly words?: readonly string[];
}

const PATTERNS: Readonly<Record<Type, RegExp>> = {
  BOOLEAN: /^(true|false)$/i,
  INT: /^[+-]?\d+$/,
  LONG: /^[+-]?\d+$/,
  DOUBLE: /^[+-]?\d+(\.\d+)?$/,
  LIST: /^/,
  STRING: /^/,
};

const BITS: Partial<Record<Type, bigint>> = { INT: 31n, LONG: 63n };

const COMPRESSION = ["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"];

/** Keys that have a type of their own; all others are told by the end of their names. */
const DEFINITIONS: Readonly<Record<string, Definition>> = {
  "compression.type": { type: "STRING", words: COMPRESSION },
  "cleanup.policy": { type: "LIST", words: ["compact", "delete"] },
  "log.cleanup.policy": { type: "LIST", words: ["compact", "delete"] },
  "message.timestamp.type": { type: "STRING", words: ["CreateTime", "LogAppendTime"] },
  "log.message.timestamp.type": { type: "STRING", words: ["CreateTime", "LogAppendTime"] },
  "min.cleanable.dirty.ratio": { type: "DOUBLE", least: 0 },
  "log.cleaner.min.cleanable.ratio": { type: "DOUBLE", least: 0 },
  "num.partitions": { type: "INT", least: 1 },
  "min.insync.replicas": { type: "INT", least: 1 },
  "default.replication.factor": { type: "INT", least: 1 },
  "log.retention.hours": { type: "INT" },
  "log.retention.minutes": { type: "INT" },
  "segment.bytes": { type: "INT", least: 14 },
  "log.segment.bytes": { type: "INT", least: 14 },
  "retention.ms": { type: "LONG", least: -1 },
  preallocate: { type: "BOOLEAN" },
  "allow.everyone.if.no.acl.found": { type: "BOOLEAN" },
};

/** Source: Apache Kafka documentation, "Broker Configs" and "Topic Configs": the types of the keys that end so. */
const ENDS: readonly (readonly [RegExp, Type])[] = [
  [/(enable|disable)$/, "BOOLEAN"],
  [/(timeout|initial\.rebalance\.delay|transactional\.id\.expiration)\.ms$/, "INT"],
  [/(ms|messages)$/, "LONG"],
  [/^(log\.)?(local\.)?retention\.bytes$/, "LONG"],
  [
    /(bytes|threads|fetchers|replicas|slots|percentage|level|isr|factor|minutes|threads\.per\.data\.dir)$/,
    "INT",
  ],
];

const definitionOf = (key: string): Definition =>
  key.endsWith("throttled.replicas")
    ? { type: "LIST" }
    : (DEFINITIONS[key] ?? { type: ENDS.find(([end]) => end.test(key))?.[1] ?? "STRING" });

/** Whether a value is none of its key's type. */
function isOtherType({ type }: Definition, value: string): boolean {
  if (!PATTERNS[type].test(value)) return true;
  const bits = BITS[type];
  return bits !== undefined && BigInt(value.replace("+", "")) >= 2n ** bits;
}

/** What Kafka finds wrong with a value, in its own words; `undefined` for a good one. */
function faultOf(key: string, value: string): string | undefined {
  const definition = definitionOf(key);
  const { type, least, words } = definition;
  if (isOtherType(definition, value))
    return type === "BOOLEAN" ? "Expected value to be either true or false" : `Not a number of type ${type}`;
  if (least !== undefined && Number(value) < least) return `Value must be at least ${least}`;
  if (type === "DOUBLE" && Number(value) > 1) return "Value must be no more than 1";
  const given = type === "LIST" ? value.split(/\s*,\s*/) : [value];
  const isUnknown = words !== undefined && given.some((one) => !words.includes(one));
  return isUnknown ? `String must be one of: ${words.join(", ")}` : undefined;
}

/** Throws BadRequestException, in Kafka's words, for a value that its key does not take. */
export function checkValue(parameter: string, key: string, value: string): void {
  const fault = faultOf(key, value.trim());
  if (fault !== undefined)
    throw badRequest(parameter, `Invalid value ${value} for configuration ${key}: ${fault}`);
}
