import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/aws/redaction.ts";
import { translate } from "../../src/aws/translate.ts";
import { PlanError } from "../../src/errors.ts";
import { drawError } from "../../src/ui/error-view.ts";
import { cutEnd, cutMiddle, leaveOut, widthOf, wrap } from "../../src/ui/layout.ts";
import { type Page, sayInline, sayOn } from "../../src/ui/page.ts";
import { createTheme } from "../../src/ui/theme.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const ESC = String.fromCodePoint(27);
const redactor = new Redactor();
redactor.learn("a-secret-of-this-run");
const { stderr, wishes } = fakeTerminal(undefined, { noColor: true });
const page: Page = {
  columns: 80,
  rows: 24,
  theme: createTheme(stderr, wishes),
  mask: (text) => redactor.mask(text),
};

/** What has once been slow, or is of the kind: one character, or a few, again and again. */
const TEXTS: Readonly<Record<string, (characters: number) => string>> = {
  "one word": (size) => "x".repeat(size),
  "one word of wide characters": (size) => "漢".repeat(size),
  "one word of pictures": (size) => "👩‍🚀".repeat(size / 5),
  "marks upon marks": (size) => `e${"\u0301".repeat(size)}`,
  blanks: (size) => " ".repeat(size),
  "blanks and a line break": (size) => `${" ".repeat(size)}x\n`,
  "line breaks": (size) => "\n".repeat(size),
  tabs: (size) => "\t".repeat(size),
  "short words": (size) => "ab ".repeat(size / 3),
  "a sequence that never ends": (size) => `${ESC}]${"a;".repeat(size / 2)}`,
  "many sequences that never end": (size) => `${ESC}]8;;aaaa`.repeat(size / 9),
  "halves of a secret": (size) => "a-secret-of-this-".repeat(size / 17),
};

const WAYS: Readonly<Record<string, (text: string) => unknown>> = {
  "is measured": widthOf,
  "is wrapped": (text) => wrap(text, { width: 78, first: "  " }),
  "is set on one endless line": (text) => wrap(text, { width: Number.POSITIVE_INFINITY }),
  "is cut at its end": (text) => cutEnd(text, 40, "…"),
  "is cut in its middle": (text) => cutMiddle(text, 40, "…"),
  "is cleaned": (text) => sayOn(page, text),
  "is set inline": (text) => sayInline(page, text),
  "is masked": (text) => redactor.mask(text),
  "is told as an error": (text) => drawError(errorOf(text), { commandLine: "x", version: "1" }, page),
  "is AWS's own word": (text) =>
    translate(Object.assign(new Error(text), { name: "Odd", $metadata: { httpStatusCode: 400 } })),
};

const errorOf = (detail: string): PlanError =>
  new PlanError({ code: "Odd", summary: "Something is odd", detail });

/** Before, 80 KB took minutes in some of these; a bound that even a busy machine keeps tells that from seconds. */
const SIZE = 200_000;
const MOST_SECONDS = 10;

describe.each(Object.entries(TEXTS))("a long text that is %s", (_name, make) => {
  it.each(Object.entries(WAYS))("%s in time that grows with its length", async (_way, work) => {
    const text = make(SIZE);
    const start = process.cpuUsage();
    await work(text);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS);
  });
});

describe("a value that is too long to be read", () => {
  it("loses its middle in an error, with the number of characters left out", () => {
    const lines = drawError(
      errorOf(`The value ${"x".repeat(20_000)} is no name.`),
      { commandLine: "", version: "1" },
      page,
    );
    const text = lines.join(" ").replace(/\s+/g, " ");
    expect(text).toContain("[19700 characters left out]");
    expect(text).toContain("is no name.");
    expect(text.length).toBeLessThan(1000);
  });

  it("shows no part of a secret at the cut", () => {
    const secret = "s3cr3t-".repeat(100);
    const own = new Redactor();
    own.learn(secret);
    const error = errorOf(`${"x".repeat(150)}${secret}${"y".repeat(400)}`);
    const text = drawError(
      error,
      { commandLine: "", version: "1" },
      { ...page, mask: (said) => own.mask(said) },
    );
    expect(text.join("")).not.toContain("s3cr3t");
  });

  it("is whole where it can be read", () => {
    const text = "The subnet 10.0.1.0/24 is taken.\nChoose another.";
    expect(leaveOut(text)).toBe(text);
  });
});

describe("a word that is wider than its line", () => {
  it("is broken so that no character is lost and no line is too wide", () => {
    const word = "ab漢字👩‍🚀é".repeat(50);
    const lines = wrap(word, { width: 11, first: "> ", rest: "  " });
    expect(lines.map((line) => line.slice(2)).join("")).toBe(word);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(11);
  });
});
