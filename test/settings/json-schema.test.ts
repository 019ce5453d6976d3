import { describe, expect, it } from "vitest";
import { sections } from "../../src/sections/index.ts";
import { defaultSettings, settingsJsonSchema } from "../../src/settings/schema.ts";

interface Part {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
}

const schema = settingsJsonSchema() as Part & { readonly $schema: string };

/** Every key of the settings with its part of the schema. */
function keysOf(part: Part, prefix = ""): [string, Part][] {
  return Object.entries(part.properties ?? {}).flatMap(([key, inner]) => [
    [`${prefix}${key}`, inner] as [string, Part],
    ...keysOf(inner, `${prefix}${key}.`),
  ]);
}

const at = (key: string): Part | undefined => new Map(keysOf(schema)).get(key);

describe("the JSON Schema of the settings", () => {
  it("is a draft that editors know", () => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  });

  it("has a block for every section and demands none", () => {
    for (const { name } of sections) expect(at(name)?.type).toBe("object");
    expect(schema.required).toBeUndefined();
  });

  it("refuses unknown keys in every block", () => {
    const blocks = [["", schema] as const, ...keysOf(schema)].filter(
      ([, { properties }]) => properties !== undefined,
    );
    expect(blocks.map(([key]) => key)).toEqual(
      expect.arrayContaining(["", "limits", "network", "network.existing", "db"]),
    );
    for (const [, { additionalProperties }] of blocks) expect(additionalProperties).toBe(false);
  });

  it("describes and types every key", () => {
    const sectionNames: readonly string[] = sections.map(({ name }) => name);
    for (const [key, { type, description }] of keysOf(schema)) {
      expect([key, type]).toEqual([key, expect.any(String)]);
      if (!sectionNames.includes(key))
        expect([key, description]).toEqual([key, expect.stringMatching(/\.$/)]);
    }
  });

  it("tells the defaults and the choices", () => {
    const { network, db } = defaultSettings();
    expect(at("network.cidr")?.default).toBe(network.cidr);
    expect(at("network.egress")?.enum).toEqual(["nat-gateway", "internet-gateway"]);
    expect(at("db.storageGib")?.default).toBe(db.storageGib);
    expect(at("db.engineVersion")?.default).toBe("15.3");
    expect(at("name")?.default).toBe("flashsale");
  });
});
