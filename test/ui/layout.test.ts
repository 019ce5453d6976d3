import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutEnd, cutMiddle, pad, paintWords, widthOf, wrap } from "../../src/ui/layout.ts";

const anyText = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }));
const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;

describe("the width of a text", () => {
  it.each([
    ["network.vpc", 11],
    [red("abc"), 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["", 0],
  ])("of %j is %d cells", (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });
});

describe("cutting", () => {
  it("keeps the beginning of a text", () => {
    expect(cutEnd("configuring-enhanced-monitoring", 12, "…")).toBe("configuring…");
  });

  it("keeps both ends of an address", () => {
    expect(cutMiddle("monitoring.alarm.connections-high", 15, "…")).toBe("monitor…ns-high");
  });

  it("never leaves more cells than asked for", () => {
    const ellipsis = fc.constantFrom("…", "...");
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), ellipsis, (text, cells, dots) => {
        expect(widthOf(cutEnd(text, cells, dots))).toBeLessThanOrEqual(cells);
        expect(widthOf(cutMiddle(text, cells, dots))).toBeLessThanOrEqual(cells);
      }),
    );
  });

  it("leaves alone what fits", () => {
    expect(cutMiddle("db.instance", 11, "…")).toBe("db.instance");
    expect(pad("db", 4)).toBe("db  ");
  });
});

describe("wrapping", () => {
  it("breaks between words and indents what follows", () => {
    expect(wrap("one two three", { width: 10, first: "- ", rest: "  " })).toEqual(["- one two", "  three"]);
  });

  it("breaks a word only if it is wider than a line", () => {
    expect(wrap("an abcdefgh", { width: 5 })).toEqual(["an", "abcde", "fgh"]);
  });

  it("keeps the line breaks of the text", () => {
    expect(wrap("one\n\ntwo", { width: 20 })).toEqual(["one", "", "two"]);
  });

  it("measures words without their colours", () => {
    expect(wrap(paintWords(red, "one two"), { width: 7 })).toEqual([`${red("one")} ${red("two")}`]);
  });

  it("makes no line wider than asked for and loses no word", () => {
    const words = fc.array(fc.stringMatching(/^[a-z.-]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 120 }), (list, width) => {
        const lines = wrap(list.join(" "), { width, first: "  - ", rest: "    " });
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(
          lines
            .map((line) => line.slice(4))
            .join("")
            .replaceAll(" ", ""),
        ).toBe(list.join(""));
      }),
    );
  });
});
