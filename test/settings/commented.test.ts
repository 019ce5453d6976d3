import { describe, expect, it } from "vitest";
import { isMap, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { commentedSettings, type Edit } from "../../src/settings/commented.ts";
import { parseSettings } from "../../src/settings/file.ts";
import { defaultSettings, settingsJsonSchema } from "../../src/settings/schema.ts";

interface Block {
  readonly properties?: Readonly<Record<string, Block>>;
}

/** Dotted keys of a text and the comment before each; names that the user chooses, as of tags, are no keys. */
function commentsOf(text: string): Map<string, string> {
  const comments = new Map<string, string>();
  const visit = (map: YAMLMap<unknown, unknown>, { properties }: Block, prefix: string): void => {
    for (const { key, value } of map.items as Pair<Scalar<string>, unknown>[]) {
      const isFirst = map.items[0]?.key === key;
      const before = key.commentBefore ?? (isFirst ? map.commentBefore : undefined) ?? "";
      comments.set(`${prefix}${key.value}`, before.trim());
      const block = properties?.[key.value];
      if (isMap(value) && block?.properties !== undefined)
        visit(value as YAMLMap<unknown, unknown>, block, `${prefix}${key.value}.`);
    }
  };
  const { contents } = parseDocument(text);
  if (isMap(contents)) visit(contents as YAMLMap<unknown, unknown>, settingsJsonSchema() as Block, "");
  return comments;
}

/** Dotted keys of values, as deep as the schema knows them. */
const keysOf = (values: object, { properties }: Block, prefix = ""): string[] =>
  Object.entries(values).flatMap(([key, value]: [string, unknown]) => {
    const block = properties?.[key];
    const isNested = block?.properties !== undefined && typeof value === "object" && value !== null;
    return [`${prefix}${key}`, ...(isNested ? keysOf(value, block, `${prefix}${key}.`) : [])];
  });

const FULL: readonly Edit[] = [
  ["account", "123456789012"],
  ["displayName", "Shop"],
  ["limits.monthlyUsd", 900],
  ["db.storageGib", 400],
  ["db.maxStorageGib", 500],
  ["db.iops", 12_000],
  ["db.storageThroughputMibps", 500],
];

const EXISTING = {
  vpcId: "vpc-0a",
  dataSubnetIds: ["subnet-0a", "subnet-0b"],
  applicationSubnetIds: ["subnet-0c", "subnet-0d"],
  edgeSubnetIds: ["subnet-0e", "subnet-0f"],
};

interface Schema {
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Every key with a closed list of values, dotted. */
function choicesIn({ properties = {} }: Schema, prefix = ""): { key: string; choices: string[] }[] {
  return Object.entries(properties).flatMap(([name, part]) => [
    ...(part.enum === undefined ? [] : [{ key: `${prefix}${name}`, choices: part.enum.map(String) }]),
    ...choicesIn(part, `${prefix}${name}.`),
  ]);
}

const read = (values: readonly Edit[]) => parseSettings("flashsale.yaml", commentedSettings(values)).settings;

describe("a fresh settings file", () => {
  it.each([
    ["the defaults", []],
    ["every optional key", FULL],
    ["a VPC that exists", [["network.existing", EXISTING]] as unknown as Edit[]],
  ])("has a comment on every key: %s", (_case, values) => {
    const comments = commentsOf(commentedSettings(values));
    expect(comments.size).toBeGreaterThan(20);
    for (const [key, comment] of comments)
      expect([key, comment]).toEqual([key, expect.stringMatching(/\w.*\.$/)]);
  });

  it("has every key with a default", () => {
    const keys = [...commentsOf(commentedSettings([])).keys()];
    const { displayName: _given, ...defaults } = defaultSettings();
    expect(keys).toEqual(keysOf(defaults, settingsJsonSchema() as Block));
  });

  it("names the guide's chapter of each section", () => {
    const comments = commentsOf(commentedSettings([]));
    expect(comments.get("network")).toMatch(/^Database Setup 1: VPC/);
    expect(comments.get("kafka.monitoring")).toContain("metrics");
    expect(comments.get("db")).toMatch(/^Database Setup 2-3: .*RDS PostgreSQL/);
  });

  it("names every choice of a key that has some", () => {
    const comments = commentsOf(commentedSettings([]));
    for (const choice of ["nat-gateway", "internet-gateway"])
      expect(comments.get("network.egress")).toContain(choice);
    for (const choice of ["one", "per-zone"]) expect(comments.get("network.natGateways")).toContain(choice);
    for (const choice of ["security-groups", "vpc-cidr"])
      expect(comments.get("network.ingress")).toContain(choice);
  });

  it("names every value of a key that takes only some, whatever the key", () => {
    const comments = commentsOf(commentedSettings([]));
    const told = choicesIn(settingsJsonSchema() as Schema).filter(({ key }) => comments.has(key));
    expect(told.length).toBeGreaterThan(5);
    for (const { key, choices } of told)
      for (const choice of choices)
        expect([key, comments.get(key)]).toEqual([key, expect.stringContaining(choice)]);
  });

  it("reads back as the defaults", () => {
    expect(read([])).toEqual(defaultSettings());
  });

  it("reads back as the given values, digits in quotes", () => {
    expect(commentedSettings(FULL)).toContain('account: "123456789012"');
    expect(commentedSettings([])).toContain('engineVersion: "15.3"');
    const defaults = defaultSettings();
    expect(read(FULL)).toEqual({
      ...defaults,
      account: "123456789012",
      displayName: "Shop",
      limits: { monthlyUsd: 900 },
      db: {
        ...defaults.db,
        storageGib: 400,
        maxStorageGib: 500,
        iops: 12_000,
        storageThroughputMibps: 500,
      },
    });
  });

  it("leaves the account-wide prefix to the name unless it is given", () => {
    expect(commentedSettings([["name", "shop"]])).not.toContain("displayName");
    expect(read([["name", "shop"]]).displayName).toBe("Shop");
  });

  it("has the subnets that go with the VPC", () => {
    const { network } = read([["network.cidr", "172.20.0.0/16"]]);
    expect(network.applicationSubnets).toEqual(["172.20.11.0/24", "172.20.12.0/24", "172.20.13.0/24"]);
  });

  it("shows values that cannot be, so that reading it tells what is wrong", () => {
    const text = commentedSettings([["db.storageGib", 5]]);
    expect(text).toContain("storageGib: 5");
    expect(() => parseSettings("flashsale.yaml", text)).toThrow(/db.storageGib is 5/);
  });
});
