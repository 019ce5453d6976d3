import { describe, expect, it } from "vitest";
import { canRedraw } from "../../src/ui/terminal.ts";
import { createTheme } from "../../src/ui/theme.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const SCREEN = { columns: 80, rows: 24 };

describe("colour", () => {
  it.each([
    ["on a terminal", SCREEN, {}, true],
    ["on a terminal with NO_COLOR", SCREEN, { noColor: true }, false],
    ["with NO_COLOR and FORCE_COLOR", SCREEN, { noColor: true, forceColor: true }, false],
    ["on a dumb terminal", SCREEN, { dumb: true }, false],
    ["into a pipe", undefined, {}, false],
    ["into a pipe with FORCE_COLOR", undefined, { forceColor: true }, true],
  ])("%s is as asked for", (_case, size, wishes, hasColor) => {
    const terminal = fakeTerminal(size, wishes);
    const theme = createTheme(terminal.stdout, terminal.wishes);
    expect(theme.hasColor).toBe(hasColor);
    expect(theme.bad("no") === "no").toBe(!hasColor);
  });

  it("is put on one text alone, also when a list is mapped", () => {
    const { stdout, wishes } = fakeTerminal(undefined, { noColor: true });
    expect(["a", "b"].map(createTheme(stdout, wishes).accent)).toEqual(["a", "b"]);
  });
});

describe("symbols", () => {
  it("are plain ASCII where nothing else can be shown", () => {
    const { stdout, wishes } = fakeTerminal(SCREEN, { ascii: true });
    const { frames, ...others } = createTheme(stdout, wishes).symbols;
    expect([...frames, ...Object.values(others)].join("")).toMatch(/^[ -~]+$/);
  });
});

describe("redrawing", () => {
  it.each([
    ["is possible on a terminal", SCREEN, {}, true],
    ["is not possible into a pipe", undefined, {}, false],
    ["is not possible on a build server", SCREEN, { ci: true }, false],
    ["is not possible on a dumb terminal", SCREEN, { dumb: true }, false],
  ])("%s", (_case, size, wishes, expected) => {
    expect(canRedraw(fakeTerminal(size, wishes))).toBe(expected);
  });
});
