/** What Kafka takes as the value of a key. */
export interface ValueKind {
  /** In prose, as an end of "must be". */
  readonly words: string;
  accepts(value: string): boolean;
}

/** By key. */
export type ValueKinds = Readonly<Record<string, ValueKind>>;

const INT = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
const LONG = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** A whole number as Kafka tells it back: without blanks, exponent and leading zeros. */
const toWhole = (value: string): bigint | undefined =>
  /^(0|-?[1-9]\d{0,29})$/.test(value) ? BigInt(value) : undefined;

function whole(least: bigint | number, most: bigint | number): ValueKind {
  const [from, to] = [BigInt(least), BigInt(most)];
  const isExact = to <= BigInt(Number.MAX_SAFE_INTEGER);
  return {
    words: `a whole number from ${from} to ${to}${isExact ? "" : ", in quotes where it is large"}`,
    accepts(value) {
      const number = toWhole(value);
      return number !== undefined && number >= from && number <= to;
    },
  };
}

/** A number of 32 bits. */
export const int = (least: bigint | number = INT.least, most: bigint | number = INT.most): ValueKind =>
  whole(least, most);

/** A number of 64 bits. */
export const long = (least: bigint | number = LONG.least): ValueKind => whole(least, LONG.most);

/** A number of 16 bits. */
export const short = (least: number): ValueKind => whole(least, 32_767);

/** A share of the whole. */
export const ratio: ValueKind = {
  words: "a number from 0 to 1",
  accepts: (value) => /^\d+(\.\d+)?$/.test(value) && Number(value) <= 1,
};

/** One of some words, as they are written. */
export const oneOf = (...names: readonly string[]): ValueKind => ({
  words: names.length === 1 ? String(names[0]) : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`,
  accepts: (value) => names.includes(value),
});

export const truth = oneOf("true", "false");

/** What is done with old messages. */
export const cleanupPolicy = oneOf("delete", "compact", "compact,delete", "delete,compact");

export const compression = oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer");

export const timestampType = oneOf("CreateTime", "LogAppendTime");

/** A text of which only the form is known. */
export const text = (form: RegExp, words: string): ValueKind => ({
  words,
  accepts: (value) => form.test(value),
});

/** The same kind for each of some keys. */
export const each = (kind: ValueKind, ...keys: readonly string[]): ValueKinds =>
  Object.fromEntries(keys.map((key) => [key, kind]));
