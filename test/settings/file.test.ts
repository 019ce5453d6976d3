import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SettingsError } from "../../src/errors.ts";
import { parseSettings, readSettings } from "../../src/settings/file.ts";
import { defaultSettings } from "../../src/settings/schema.ts";

/** What is told of a text, a line for each problem. */
function problemsOf(text: string): string[] {
  try {
    parseSettings("flashsale.yaml", text);
  } catch (error) {
    if (error instanceof SettingsError) return error.detail.split("\n");
    throw error;
  }
  return [];
}

const folder = (): string => mkdtempSync(join(tmpdir(), "settings-"));

describe("a settings file", () => {
  it("that does not exist is nothing", async () => {
    expect(await readSettings(join(folder(), "flashsale.yaml"))).toBeUndefined();
  });

  it("that is empty, or has only comments, means the defaults", () => {
    expect(parseSettings("flashsale.yaml", "").settings).toEqual(defaultSettings());
    expect(parseSettings("flashsale.yaml", "# nothing\n").settings).toEqual(defaultSettings());
  });

  it("that cannot be read is wrong settings", async () => {
    const file = join(folder(), "flashsale.yaml");
    mkdirSync(file);
    await expect(readSettings(file)).rejects.toThrow(SettingsError);
  });

  it("knows the line of a key, of an item and of the nearest block", () => {
    const text = "name: shop\nnetwork:\n  dataSubnets:\n    - 10.0.1.0/24\n    - 10.0.2.0/24\n";
    const { lineOf } = parseSettings("flashsale.yaml", text);
    expect(lineOf("name")).toBe(1);
    expect(lineOf("network.dataSubnets")).toBe(3);
    expect(lineOf("network.existing.vpcId")).toBe(2);
    expect(lineOf("db.class")).toBeUndefined();
  });
});

describe("wrong settings", () => {
  it("are told all at once with file, line, key, value and what is allowed", () => {
    const text = [
      "name: Shop-",
      "region: home",
      "colour: red",
      "network:",
      "  cidr: 10.0.0.0/8",
      "  egress: tunnel",
      "  subnets: []",
      "db:",
      "  storageGib: 5",
      "  multiAz: maybe",
      "  engineVersion: 15.10",
      "  backupWindow: 03:00-03:10",
    ].join("\n");
    expect(problemsOf(text).sort()).toEqual(
      [
        'flashsale.yaml:1: name is "Shop-": 2 to 20 lower-case letters, digits and single hyphens, a letter first, no hyphen last',
        'flashsale.yaml:2: region is "home": a region such as us-east-1',
        "flashsale.yaml:3: colour: no such key; look for a typing error",
        'flashsale.yaml:5: network.cidr is "10.0.0.0/8": an IPv4 block in CIDR notation from /16 to /28 without host bits, such as 10.0.1.0/24',
        'flashsale.yaml:6: network.egress is "tunnel": one of nat-gateway, internet-gateway',
        "flashsale.yaml:7: network.subnets: no such key; look for a typing error",
        "flashsale.yaml:9: db.storageGib is 5: a whole number from 20 to 65536",
        'flashsale.yaml:10: db.multiAz is "maybe": true or false',
        'flashsale.yaml:11: db.engineVersion is 15.1: a PostgreSQL version in quotes, such as "15.3", or its line, such as "15"',
        'flashsale.yaml:12: db.backupWindow is "03:00-03:10": hh:mm-hh:mm in UTC, at least 30 minutes',
      ].sort(),
    );
  });

  it("are counted", () => {
    const one = () => parseSettings("flashsale.yaml", "colour: red\n");
    const two = () => parseSettings("flashsale.yaml", "colour: red\nregion: home\n");
    expect(one).toThrow(/^A setting is wrong/);
    expect(two).toThrow(/^2 settings are wrong/);
  });

  it("end with exit code 78", () => {
    const wrong = expect.objectContaining({ exitCode: 78, code: "SettingsInvalid" });
    expect(() => parseSettings("flashsale.yaml", "colour: red\n")).toThrow(wrong);
  });

  it("contradict each other beside other mistakes, and that is told, too", () => {
    const text = "network:\n  enabled: often\n  dataSubnets: [10.0.11.0/24, 10.0.2.0/24, 10.0.3.0/24]\n";
    expect(problemsOf(text)).toEqual([
      'flashsale.yaml:2: network.enabled is "often": true or false',
      "flashsale.yaml:1: network.applicationSubnets[0]: a block that overlaps no other; dataSubnets[0] is 10.0.11.0/24",
    ]);
  });

  it.each([
    ["storageGib: plenty", /is "plenty": a whole number from 20 to 65536/],
    ["storageGib: 20.5", /is 20.5: a whole number from 20 to 65536/],
    ["class: 5", /is 5: text, in quotes where it looks like a number/],
    ["deletionProtection: 1", /is 1: true or false/],
  ])("of the wrong type are told with the right one: %s", (line, told) => {
    expect(problemsOf(`db:\n  ${line}\n`)).toEqual([expect.stringMatching(told)]);
  });

  it("ask for quotes around an account", () => {
    expect(problemsOf("account: 123456789012\n")).toEqual([
      "flashsale.yaml:1: account is 123456789012: twelve digits in quotes",
    ]);
    expect(problemsOf('account: "123456789012"\n')).toEqual([]);
  });

  it("name what a block or a list should be", () => {
    expect(problemsOf("db:\n")).toEqual([
      "flashsale.yaml:1: db is null: a block of keys; left out, it takes its defaults",
    ]);
    expect(problemsOf("network:\n  dataSubnets: 10.0.1.0/24\n")).toEqual([
      'flashsale.yaml:2: network.dataSubnets is "10.0.1.0/24": a list',
    ]);
    expect(problemsOf("- a\n")).toEqual([
      expect.stringMatching(/^flashsale.yaml:1: the file is \["a"\]: a block/),
    ]);
  });

  it("name the keys that a VPC that exists needs", () => {
    expect(problemsOf("network:\n  existing:\n    vpcId: vpc-0a\n")).toEqual([
      "flashsale.yaml:2: network.existing.dataSubnetIds: a list",
      "flashsale.yaml:2: network.existing.applicationSubnetIds: a list",
      "flashsale.yaml:2: network.existing.edgeSubnetIds: a list",
    ]);
  });

  it.each([
    ["aws:team: sale", /^flashsale.yaml:2: tags.aws:team is "sale": 1 to 128 letters/],
    ["RDS:team: sale", /not beginning with aws:, rds: or flashsale-setup:/],
    ["flashsale-setup:stack: mine", /not beginning with aws:/],
    ["Name: mine", /not Name \(which every resource has\)/],
    [
      "name: mine",
      /^flashsale.yaml:2: tags.name is "mine": a key that differs from Name by more than its case/,
    ],
    ["Flashsale-Setup:Stack: mine", /differs from flashsale-setup:stack by more than its case/],
    ["Team: a\n  team: b", /^flashsale.yaml:3: tags.team is "b": .* from Team by more/],
    ["team: 7", /^flashsale.yaml:2: tags.team is 7: text, in quotes/],
    ["team: a*b", /0 to 256 letters/],
  ])("hold no tag %s", (line, told) => {
    expect(problemsOf(`tags:\n  ${line}\n`)).toEqual([expect.stringMatching(told)]);
  });

  it("hold at most 40 tags", () => {
    const tags = (count: number): string =>
      `tags:\n${Array.from({ length: count }, (_, index) => `  key${index}: value\n`).join("")}`;
    expect(problemsOf(tags(40))).toEqual([]);
    expect(problemsOf(tags(41))).toEqual([
      expect.stringMatching(/^flashsale.yaml:1: tags is .*at most 40 tags$/),
    ]);
  });
});

describe("text that is no YAML", () => {
  it("is told with its line", () => {
    expect(problemsOf("name: [shop\nregion: us-east-1\n")).toEqual([
      "flashsale.yaml:2: YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ]);
  });

  it("has every mistake told", () => {
    expect(problemsOf("name: 'shop\n").length).toBeGreaterThan(0);
    expect(problemsOf("a: b: c\n d: e\n").length).toBeGreaterThan(1);
  });

  it("says which key is there twice", () => {
    expect(
      problemsOf("name: shop\ndb:\n  class: db.r5.large\n  multiAz: true\n  class: db.r5.xlarge\n"),
    ).toEqual(["flashsale.yaml:5: class: one such key; it is there twice"]);
  });

  it("may not be two documents", () => {
    expect(problemsOf("name: shop\n---\nname: sale\n")).toEqual([
      expect.stringMatching(/^flashsale.yaml:2: YAML: .*multiple documents/),
    ]);
  });
});
