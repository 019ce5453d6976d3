import { describe, expect, it } from "vitest";
import { Output } from "../../src/ui/output.ts";
import { fakeOutput, fakeTerminal, SECRET } from "./fake-terminal.ts";

const failing = (code: string): Error => Object.assign(new Error(code), { code });

describe("output", () => {
  it("sends data to stdout and everything else to stderr", () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    output.data("export A=1\n");
    output.tell(["reading", "the account"]);
    expect(terminal.stdout.raw).toBe("export A=1\n");
    expect(terminal.stderr.raw).toBe("reading\nthe account\n");
  });

  it("hides secrets in data, words and documents", () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    output.data(`A=${SECRET}`);
    output.tell(`password ${SECRET}`);
    output.document({ [SECRET]: [SECRET] });
    output.jsonLine({ a: SECRET });
    expect(terminal.stdout.raw + terminal.stderr.raw).not.toContain(SECRET);
    expect(terminal.stdout.raw).toContain('{"a":"***"}');
  });

  it("shows secrets only where they are revealed, and only on stdout", () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    output.reveal(`A=${SECRET}`);
    expect(terminal.stdout.raw).toBe(`A=${SECRET}\n`);
    expect(terminal.stderr.raw).toBe("");
  });

  it("hides secrets whose characters JSON would escape", () => {
    const terminal = fakeTerminal();
    const secret = 'a"b\\c';
    new Output(terminal, (text) => text.replaceAll(secret, "***")).jsonLine({ value: secret });
    expect(terminal.stdout.raw).toBe('{"value":"***"}\n');
  });

  it("writes a JSON line as one line and a document as valid JSON", () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    output.jsonLine({ a: 1, b: "x\ny" });
    expect(terminal.stdout.lines).toHaveLength(1);
    output.document({ a: [1] });
    expect(JSON.parse(terminal.stdout.lines.slice(1).join("\n"))).toEqual({ a: [1] });
  });

  const ODD = "a\u001b]52;c;aGk=\u0007b\u009b2J\u202ec\u200b\r\nd\re\bf\u2028g";

  it("lets nothing of a text steer the terminal, and a sentence or a drawn line forge no other line", () => {
    const terminal = fakeTerminal({ columns: 80, rows: 24 });
    const output = fakeOutput(terminal);
    output.tell(ODD);
    output.tell([ODD]);
    output.data([ODD]);
    output.data(`x:\n\t${ODD}`);
    expect(terminal.stderr.raw).toBe("abc def g\n".repeat(2));
    expect(terminal.stdout.raw).toBe("abc def g\nx:\n\tabc\ndef\ng\n");
  });

  it("lets the paint of our theme pass in drawn lines only, and no other paint at all", () => {
    const terminal = fakeTerminal({ columns: 80, rows: 24 });
    const output = fakeOutput(terminal);
    const { bad } = output.page("stderr").theme;
    output.tell([bad("red")]);
    output.tell(bad("plain"));
    output.tell(["\u001b[41mother\u001b[0m"]);
    expect(terminal.stderr.raw).toBe(`${bad("red")}\nplain\nother\n`);
  });

  it("keeps JSON as it is for a reader, and writes as escapes what a terminal would obey", () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    output.document({ [ODD]: ODD, tag: "\u{e0041}" });
    expect(JSON.parse(terminal.stdout.raw)).toEqual({ [ODD]: ODD, tag: "\u{e0041}" });
    output.jsonLine({ [ODD]: ODD });
    expect(terminal.stdout.raw).toMatch(/^[ -~\n]*$/);
  });

  it("goes on in silence when the reader of a stream has left", async () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    terminal.stdout.emit("error", failing("EPIPE"));
    output.data("unread");
    output.tell("still here");
    await output.flush();
    expect(terminal.stdout.raw).toBe("");
    expect(terminal.stderr.raw).toBe("still here\n");
    expect(output.failure).toBeUndefined();
  });

  it("goes on but remembers when a stream fails otherwise", () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    terminal.stdout.emit("error", failing("ENOSPC"));
    output.data("lost");
    expect(output.failure?.message).toBe("ENOSPC");
  });

  it("is flushed at once when a stream is closed already", async () => {
    const terminal = fakeTerminal();
    const output = fakeOutput(terminal);
    terminal.stdout.destroy();
    output.data("lost");
    await expect(output.flush()).resolves.toBeUndefined();
  });

  it("takes a terminal that does not tell its size for 80 by 24", () => {
    const page = fakeOutput(fakeTerminal({ columns: 0, rows: 0 })).page("stderr");
    expect([page.columns, page.rows]).toEqual([80, 24]);
  });

  it("cuts nothing where there is no terminal", () => {
    expect(fakeOutput(fakeTerminal()).page("stdout").columns).toBe(Number.POSITIVE_INFINITY);
  });
});
