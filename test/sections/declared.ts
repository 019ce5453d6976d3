import type { Answer } from "../../src/engine/lookup.ts";
import type { Observation } from "../../src/engine/observe.ts";
import { resolveInput } from "../../src/engine/ref.ts";
import type { Observed, Props } from "../../src/engine/resource.ts";
import { type Aws, Stack } from "../../src/resources/index.ts";
import { declareSections, type Settings } from "../../src/sections/index.ts";
import { settingsSchema } from "../../src/settings/schema.ts";

/** What was declared under one address; a reference reads `ADDRESS#ATTRIBUTE`. */
export interface Declared {
  readonly type: string;
  readonly props: Props;
  readonly needs: readonly string[];
}

/** Where everything is declared. */
export const PLACE = { region: "us-east-1", account: "123456789012", partition: "aws" } as const;

export const settingsOf = (text: object = {}): Settings => settingsSchema.parse(text);

export const answer = (value: unknown): Answer => ({
  value,
  pin: { value, resolvedAt: "2026-08-01T00:00:00.000Z", source: "test" },
  notices: [],
  fresh: false,
});

const LETTERS = ["a", "b", "c"];

/** Answers of an account with so many zones and PostgreSQL 15.13. */
export const answersWith = (zones = 3, more: Readonly<Record<string, unknown>> = {}): Map<string, Answer> => {
  const list = LETTERS.slice(0, zones).map((letter, index) => ({
    name: `us-east-1${letter}`,
    id: `use1-az${index + 4}`,
  }));
  const all = { "network.zones": list, "db.engineVersion": "15.13", ...more };
  return new Map(Object.entries(all).map(([key, value]) => [key, answer(value)]));
};

const marked =
  (mark: string) =>
  (address: string): Record<string, unknown> =>
    new Proxy({}, { get: (_target, key) => `${address}${mark}${String(key)}` });

/** A reference reads `ADDRESS#ATTRIBUTE`; in user data, where a shell would take the rest for a comment, `ADDRESS/ATTRIBUTE`. */
const resolved = (type: string, input: unknown): Props =>
  resolveInput(input, marked(type === "ec2/launch-template" ? "/" : "#")) as Props;

/** Everything that settings declare, by address and without the tags that every resource has. */
export function declared(
  settings: Settings = settingsOf(),
  answers: ReadonlyMap<string, Answer> = answersWith(),
): Map<string, Declared> {
  const stack = new Stack<Aws>({ stack: settings.name, lineage: "lineage", tags: settings.tags });
  declareSections({ ...PLACE, region: settings.region, stack, settings, answers });
  return new Map(
    stack.declarations.map(({ address, type, input, needs }) => {
      const { tags: _tags, ...props } = resolved(type.name, input);
      return [address, { type: type.name, props, needs }];
    }),
  );
}

/** The props of all resources of one type, by address. */
export const propsOf = (all: ReadonlyMap<string, Declared>, type: string): Record<string, Props> =>
  Object.fromEntries(
    [...all].filter(([, one]) => one.type === type).map(([address, { props }]) => [address, props]),
  );

/** What an account shows of one type. */
export const observationOf = (type: string, ...found: readonly Partial<Observed>[]): Observation =>
  new Map([
    [
      type,
      found.map((one) => ({
        id: "id",
        condition: "standing" as const,
        status: "available",
        props: {},
        attributes: {},
        ...one,
      })),
    ],
  ]);
