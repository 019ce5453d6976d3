import { describe, expect, it } from "vitest";
import { SettingsError } from "../../src/errors.ts";
import { commentedSettings } from "../../src/settings/commented.ts";
import { editText } from "../../src/settings/edit.ts";
import { parseSettings } from "../../src/settings/file.ts";

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

const nine = (name: string): string => `[${Array.from({ length: 9 }, () => `*${name}`).join(", ")}]`;
const LAUGHS = `a: &a [ha]\n${["b", "c", "d", "e", "f"].map((name, index) => `${name}: &${name} ${nine("abcdef".charAt(index))}\n`).join("")}`;

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

const WRONG: readonly (readonly [what: string, text: string, told: RegExp])[] = [
  ["an alias of nothing", "name: shop\ndb: *base\n", /^flashsale\.yaml:2: YAML: an anchor &base/],
  ["an alias before its anchor", "db: *b\ncache: &b {}\n", /^flashsale\.yaml:1: YAML: an anchor &b/],
  ["an alias within itself", "name: shop\ndb: &b\n  class: *b\n", /^flashsale\.yaml:3: YAML: an alias \*b/],
  ["aliases that unfold to billions", LAUGHS, /^flashsale\.yaml:6: YAML: aliases that unfold to less/],
  ["a list", "- a\n", /^flashsale\.yaml:1: the file is \["a"\]: a block/],
  ["a number", "# ours\n5\n", /^flashsale\.yaml:2: the file is 5: a block/],
  ["a text", "hello\n", /^flashsale\.yaml:1: the file is "hello": a block/],
  ["null", "null\n", /^flashsale\.yaml:1: the file is null: a block/],
  ["several documents", "name: shop\n---\nname: shoe\n", /^flashsale\.yaml:2: YAML: /],
  ["a tab for indentation", "db:\n\tclass: db.r5.large\n", /^flashsale\.yaml:2: YAML: Tabs/],
  ["a key twice", "name: shop\nname: shoe\n", /^flashsale\.yaml:2: name: one such key/],
  ["a key twice in a block", "db:\n  class: a\n  class: b\n", /^flashsale\.yaml:3: class: one such key/],
  ["a NUL character", "name: shop\nregion: us\0east\n", /^flashsale\.yaml:2: YAML: text in UTF-8/],
  ["an escape character", "name: \u001b[31mshop\n", /^flashsale\.yaml:1: YAML: text in UTF-8/],
  [
    "bytes that are no text",
    `name: ${Buffer.from([0xc3, 0x28, 0xff]).toString("utf8")}\n`,
    /^flashsale\.yaml:1: YAML: text in UTF-8/,
  ],
  ["brackets without end", "name: [unclosed\n", /^flashsale\.yaml:\d: YAML: /],
  ["a tag of YAML's that no setting has", "name: shop\ntags: !!set {a, b}\n", /^flashsale\.yaml:2: YAML: /],
  ["a tag of someone's own", "name: !foo shop\n", /^flashsale\.yaml:1: YAML: /],
  ["a list as a key", "? [a]\n: b\n", /^flashsale\.yaml(:1)?: \[ a \]: no such key/],
  ["a template's braces", "name: {{ name }}\n", /^flashsale\.yaml:1: name is /],
  ["a merge key", "db: &b {}\ncache:\n  <<: *b\n", /^flashsale\.yaml:3: cache\.<<: no such key/],
  ["a prototype as a key", "__proto__: {name: shop}\n", /^flashsale\.yaml:1: __proto__: no such key/],
  ["a prototype as a tag", "tags:\n  __proto__: x\n", /^flashsale\.yaml:2: __proto__: no such key/],
  [
    "brackets in brackets in brackets",
    `name: ${"[".repeat(60_000)}`,
    /^flashsale\.yaml:1: YAML: at most 32 blocks/,
  ],
  [
    "braces in braces in braces",
    `name: ${"{a: ".repeat(15_000)}`,
    /^flashsale\.yaml:1: YAML: at most 32 blocks/,
  ],
  [
    "keys of keys of keys",
    `name: shop\n${"? ".repeat(30_000)}a\n`,
    /^flashsale\.yaml:2: YAML: at most 32 blocks/,
  ],
  ["lists of lists of lists", `${"- ".repeat(30_000)}a\n`, /^flashsale\.yaml:1: YAML: at most 32 blocks/],
  ["10 MB", "a: b\n".repeat(2_000_000), /^flashsale\.yaml: YAML: at most 64 KiB/],
  ["commas without values", `name: [${",".repeat(60_000)}]`, /^flashsale\.yaml:1: YAML: /],
  ["braces beside braces", "{}".repeat(30_000), /^flashsale\.yaml:1: YAML: /],
  ["tags beside tags", "!a ".repeat(20_000), /^flashsale\.yaml:1: YAML: /],
  ["six thousand keys", many(6_000, (index) => `k${index}: 1\n`), /^flashsale\.yaml:1: k0: no such key/],
  ["a key of 60 KB", `${"k".repeat(60_000)}: 1\n`, /^flashsale\.yaml/],
  ["a value of 60 KB", `name: ${"v".repeat(60_000)}\n`, /^flashsale\.yaml:1: name is "v+\.\.\.: 2 to 20/],
];

describe("a settings file that is no settings file", () => {
  it.each(WRONG)("but %s is told with its line, soon and shortly", (_what, text, told) => {
    const begin = performance.now();
    const problems = problemsOf(text);
    expect(problems[0]).toMatch(told);
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(problems.join("\n").length).toBeLessThan(10_000);
  });

  it("reads as meant behind a byte-order mark, with the line ends of Windows, and with aliases", () => {
    expect(parseSettings("f", "\ufeffname: shop\r\nregion: eu-west-1\r\n").settings).toMatchObject({
      name: "shop",
      region: "eu-west-1",
    });
    const { settings } = parseSettings("f", "db:\n  username: &n shop\n  databaseName: *n\n");
    expect(settings.db.databaseName).toBe("shop");
  });

  it("tells the line of a wrong value behind an alias", () => {
    const text = "kafka:\n  topics:\n    - &t { name: 5 }\n    - *t\n";
    expect(problemsOf(text)[0]).toMatch(/^f[^:]*:3: kafka\.topics\[0\]/);
  });
});

describe("the settings that init writes", () => {
  it("have neither anchors nor aliases, so that any line can go", () => {
    expect(commentedSettings([])).not.toMatch(/[&*][a-z]\d/);
  });

  it("still read when any one of its items, keys or blocks is taken out", () => {
    const lines = commentedSettings([]).split("\n");
    const isItem = (line: string): boolean => /^\s*- /.test(line);
    for (const [index, line] of lines.entries()) {
      if (!isItem(line)) continue;
      const indent = line.search(/\S/);
      const rest = lines.slice(index + 1).findIndex((one) => one.search(/\S/) <= indent);
      const text = [...lines.slice(0, index), ...lines.slice(index + 1 + Math.max(0, rest))].join("\n");
      for (const problem of problemsOf(text)) expect(problem).toMatch(/^flashsale\.yaml:\d+: [a-z]/);
    }
  });
});

describe("an edit of settings with anchors", () => {
  it("leaves what it does not touch as it is", () => {
    const text = "db:\n  class: &c db.r5.large\n  multiAz: true\ncache: {}\n";
    expect(editText(text, [["cache.enabled", false]])).toContain("&c db.r5.large");
  });

  it("changes only what it names where a value is shared", () => {
    const text = "db: &b # ours\n  enabled: true\ncache: *b\n";
    const edited = editText(text, [["cache.enabled", false]]);
    expect(parseSettings("f", edited).settings.db.enabled).toBe(true);
    expect(parseSettings("f", edited).settings.cache.enabled).toBe(false);
    expect(edited).toContain("# ours");
  });

  it("keeps what other keys share of a value that it replaces", () => {
    const text = "network:\n  dataSubnets: &s [10.0.1.0/24, 10.0.2.0/24]\n  edgeSubnets: *s\n";
    const edited = editText(text, [["network.dataSubnets", ["10.0.7.0/24", "10.0.8.0/24"]]]);
    expect(edited).toContain("edgeSubnets: [ 10.0.1.0/24, 10.0.2.0/24 ]");
  });

  it("refuses a text that is no YAML", () => {
    expect(() => editText("name: [\n", [["name", "shop"]])).toThrow(SettingsError);
  });
});
