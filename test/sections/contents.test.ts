import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resourceTypes } from "../../src/resources/index.ts";
import { needsOf } from "../../src/sections/about.ts";
import { contents } from "../../src/sections/contents.ts";
import { enabledSections, sections } from "../../src/sections/index.ts";
import { settingsSchema } from "../../src/settings/schema.ts";
import { declared, settingsOf } from "./declared.ts";

const FOLDER = new URL("../../src/sections/", import.meta.url);

describe("the sections", () => {
  it("are told in the same order with and without the SDK", () => {
    expect(contents.map(({ name }) => name)).toEqual(sections.map(({ name }) => name));
  });

  it("are the folders, each by its name", () => {
    const folders = readdirSync(FOLDER).filter((entry) => existsSync(new URL(`${entry}/index.ts`, FOLDER)));
    expect(folders.sort()).toEqual(sections.map(({ name }) => name).sort());
  });

  it("begin where the guide begins", () => {
    expect(contents.slice(0, 2).map(({ name, guide }) => [name, guide])).toEqual([
      ["network", "Database Setup 1"],
      ["db", "Database Setup 2-3"],
    ]);
  });

  /** A section with all that it cannot be without. */
  const withNeeds = (name: string): string[] => {
    const section = contents.find((one) => one.name === name);
    return [name, ...(section === undefined ? [] : needsOf(section)).flatMap(withNeeds)];
  };

  it.each(sections.map(({ name }) => name))("%s declares only addresses of its own", (name) => {
    const on = withNeeds(name);
    const others = sections.map((one) => one.name).filter((one) => !on.includes(one) && one !== "network");
    const settings = settingsOf(Object.fromEntries(others.map((other) => [other, { enabled: false }])));
    const strangers = [...declared(settings).keys()].filter((address) => !/^network[.]/.test(address));
    expect(strangers.filter((address) => !on.includes(address.split(".")[0] ?? ""))).toEqual([]);
  });

  it("declare only types that the program knows", () => {
    for (const { type } of declared().values()) expect(resourceTypes.has(type)).toBe(true);
  });

  it("are left out when they are switched off", () => {
    const on = enabledSections(settingsOf({ db: { enabled: false } })).map(({ name }) => name);
    expect(on).toContain("network");
    expect(on).not.toContain("db");
  });

  it.each(contents.flatMap(({ name, questions }) => questions.map((one) => [one.key, name, one] as const)))(
    "ask about %s, which is a setting of theirs with a default",
    (key, section, { kind, choices }) => {
      expect(key.startsWith(`${section}.`)).toBe(true);
      const value = key
        .split(".")
        .reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], settingsSchema.parse({}));
      expect(value).not.toBeUndefined();
      if (kind === "confirm") expect(typeof value).toBe("boolean");
      if (kind === "number") expect(typeof value).toBe("number");
      if (choices !== undefined) expect(choices.map((choice) => choice.value)).toContain(value);
    },
  );
});
