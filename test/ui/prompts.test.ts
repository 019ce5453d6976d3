import { describe, expect, it } from "vitest";
import { Cancelled, UsageError } from "../../src/errors.ts";
import { Prompts } from "../../src/ui/prompts.ts";
import { type FakeTerminal, fakeOutput, fakeTerminal } from "./fake-terminal.ts";

interface Scene {
  readonly terminal: FakeTerminal;
  readonly prompts: Prompts;
  readonly stop: AbortController;
}

function scene(options: { canAsk?: boolean; noColor?: boolean } = {}): Scene {
  const { canAsk = true, noColor = false } = options;
  const terminal = fakeTerminal({ columns: 80, rows: 24 }, { noColor });
  const stop = new AbortController();
  return {
    terminal,
    stop,
    prompts: new Prompts({ output: fakeOutput(terminal), canAsk, signal: stop.signal }),
  };
}

const ENTER = "\r";
const DOWN = "\u001b[B";
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";

async function type({ terminal }: Scene, after: string, keys: string): Promise<void> {
  await terminal.stderr.shown(after);
  terminal.stdin.write(keys);
}

const REGIONS = [
  { value: "eu-central-1", name: "Frankfurt" },
  { value: "eu-west-1", name: "Ireland" },
];

describe("a question", () => {
  it("is asked on stderr and answered from the keyboard", async () => {
    const here = scene();
    const answer = here.prompts.input({ message: "Stack name", flag: "--name NAME", default: "flashsale" });
    await type(here, "Stack name", `shop${ENTER}`);
    expect(await answer).toBe("shop");
    expect(here.terminal.stdout.raw).toBe("");
  });

  it("takes its default from an empty answer", async () => {
    const here = scene();
    const answer = here.prompts.input({ message: "Stack name", flag: "--name NAME", default: "flashsale" });
    await type(here, "Stack name", ENTER);
    expect(await answer).toBe("flashsale");
  });

  it("is asked again until the answer is right", async () => {
    const here = scene();
    const problemOf = (name: string): string | undefined => (name.length < 5 ? "Too short" : undefined);
    const answer = here.prompts.input({ message: "Stack name", flag: "--name NAME", problemOf });
    await type(here, "Stack name", `shop${ENTER}`);
    await type(here, "Too short", `s${ENTER}`);
    expect(await answer).toBe("shops");
  });

  it("of yes or no means no unless told otherwise", async () => {
    const here = scene();
    const answer = here.prompts.confirm({ message: "Go on?", flag: "--yes" });
    await type(here, "Go on?", ENTER);
    expect(await answer).toBe(false);
    const again = scene();
    const yes = again.prompts.confirm({ message: "Go on?", flag: "--yes" });
    await type(again, "Go on?", `y${ENTER}`);
    expect(await yes).toBe(true);
  });

  it("with choices answers the chosen value", async () => {
    const here = scene();
    const answer = here.prompts.select({ message: "Region", flag: "--region", choices: REGIONS });
    await type(here, "Ireland", DOWN + ENTER);
    expect(await answer).toBe("eu-west-1");
  });

  it("shows names from elsewhere as text and answers the value that was meant", async () => {
    const here = scene({ noColor: true });
    const odd = "\u001b]52;c;aGk=\u0007shop\u009b2J\u202e\n? forged";
    const choices = [{ value: odd, name: odd, description: odd }];
    const answer = here.prompts.select({ message: odd, flag: "--x", choices });
    await type(here, "shop", ENTER);
    expect(await answer).toBe(odd);
    const cursor = new RegExp(`${String.fromCodePoint(27)}\\[(?:\\?25[lh]|[0-9]*[ABCDGJK])`, "g");
    expect(here.terminal.stderr.raw.replace(cursor, "")).not.toMatch(/(?![\n\r])[\p{Cc}\p{Cf}]/u);
    expect(here.terminal.stderr.raw).not.toContain("\n? forged");
  });

  it("with choices starts at its default", async () => {
    const here = scene();
    const answer = here.prompts.select({
      message: "Region",
      flag: "--region",
      choices: REGIONS,
      default: "eu-west-1",
    });
    await type(here, "Ireland", ENTER);
    expect(await answer).toBe("eu-west-1");
  });

  it("with several answers keeps what is checked", async () => {
    const here = scene();
    const choices = [
      { value: "db", name: "db", checked: true },
      { value: "cache", name: "cache" },
      { value: "kafka", name: "kafka" },
    ];
    const answer = here.prompts.checkbox({ message: "Sections", flag: "--sections", choices });
    await type(here, "kafka", `${DOWN} ${ENTER}`);
    expect(await answer).toEqual(["db", "cache"]);
  });

  it("has no colours with NO_COLOR", async () => {
    const here = scene({ noColor: true });
    const answer = here.prompts.confirm({ message: "Go on?", flag: "--yes" });
    await type(here, "Go on?", `y${ENTER}`);
    await answer;
    expect(here.terminal.stderr.raw).not.toContain("\u001b[3");
  });
});

describe("typing a name", () => {
  it("goes on only with the very name", async () => {
    const here = scene();
    const typed = here.prompts.typeName({
      message: "Type the name of the stack",
      name: "flashsale",
      flag: "--yes",
    });
    await type(here, "Type the name", `flash${ENTER}`);
    await type(here, "Type flashsale to go on", `sale${ENTER}`);
    await expect(typed).resolves.toBeUndefined();
  });

  it("is cancelled by an empty answer", async () => {
    const here = scene();
    const typed = here.prompts.typeName({
      message: "Type the name of the stack",
      name: "flashsale",
      flag: "--yes",
    });
    await Promise.all([type(here, "Type the name", ENTER), expect(typed).rejects.toBeInstanceOf(Cancelled)]);
  });
});

describe("a question is cancelled", () => {
  const ask = ({ prompts }: Scene): Promise<boolean> => prompts.confirm({ message: "Go on?", flag: "--yes" });

  it("by Ctrl-C", async () => {
    const here = scene();
    const cancelled = expect(ask(here)).rejects.toMatchObject({ code: "Cancelled", exitCode: 130 });
    await type(here, "Go on?", CTRL_C);
    await cancelled;
  });

  const questions: readonly (readonly [string, (prompts: Prompts) => Promise<unknown>])[] = [
    ["a yes or no", (prompts) => prompts.confirm({ message: "Well?", flag: "--yes" })],
    ["a text", (prompts) => prompts.input({ message: "Well?", flag: "--name NAME" })],
    [
      "a text that is judged",
      (prompts) => prompts.input({ message: "Well?", flag: "--name NAME", problemOf: () => "No" }),
    ],
    ["a choice", (prompts) => prompts.select({ message: "Well?", flag: "--region", choices: REGIONS })],
    [
      "several choices",
      (prompts) => prompts.checkbox({ message: "Well?", flag: "--only", choices: REGIONS }),
    ],
    ["a name to type", (prompts) => prompts.typeName({ message: "Well?", flag: "--yes", name: "shop" })],
  ];
  const keys = [
    ["Ctrl-C", CTRL_C],
    ["Ctrl-D", CTRL_D],
    ["Ctrl-D after some typing", `x${CTRL_D}`],
  ] as const;

  it.each(questions.flatMap(([what, put]) => keys.map(([name, typed]) => ({ what, put, name, typed }))))(
    "by $name in $what, as 130",
    async ({ put, typed }) => {
      const here = scene();
      const cancelled = expect(put(here.prompts)).rejects.toMatchObject({ code: "Cancelled", exitCode: 130 });
      await type(here, "Well?", typed);
      await cancelled;
    },
  );

  it("by Ctrl-D in the next question, too", async () => {
    const here = scene();
    const first = ask(here);
    await type(here, "Go on?", `y${ENTER}`);
    await first;
    const second = here.prompts.input({ message: "Name?", flag: "--name NAME" });
    const cancelled = expect(second).rejects.toMatchObject({ exitCode: 130 });
    await type(here, "Name?", CTRL_D);
    await cancelled;
  });

  it("by the signal", async () => {
    const here = scene();
    const cancelled = expect(ask(here)).rejects.toBeInstanceOf(Cancelled);
    await here.terminal.stderr.shown("Go on?");
    here.stop.abort();
    await cancelled;
  });

  it("by a signal that came before it was asked", async () => {
    const here = scene();
    here.stop.abort();
    await expect(ask(here)).rejects.toBeInstanceOf(Cancelled);
  });

  it("by the end of the input", async () => {
    const here = scene();
    const cancelled = expect(ask(here)).rejects.toBeInstanceOf(Cancelled);
    await here.terminal.stderr.shown("Go on?");
    here.terminal.stdin.end();
    await cancelled;
    await expect(ask(here)).rejects.toBeInstanceOf(Cancelled);
  });
});

describe("where nobody can be asked", () => {
  it("a question is an error that names the flag with its answer", async () => {
    const here = scene({ canAsk: false });
    const asked = here.prompts.select({
      message: "Which region?",
      flag: "--region REGION",
      choices: REGIONS,
    });
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      code: "AnswerMissing",
      exitCode: 64,
      detail: expect.stringContaining("--region REGION"),
    });
    expect(here.terminal.stderr.raw).toBe("");
  });
});
