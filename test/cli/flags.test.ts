import { describe, expect, it } from "vitest";
import { Flag, variableOf } from "../../src/cli/flag.ts";
import { program } from "./commands.ts";
import { run } from "./fake-world.ts";
import { expectedOf, junkOf, sampleOf, typed } from "./flag-samples.ts";
import { bareLineOf, commands, flagsOf, placesOf, read, seen } from "./reading.ts";

const ONLY_LINE = ["--yes", "--delete-data", "--no-final-snapshot", "--replace", "--adopt", "--show-secrets"];

const isOnlyLine = ({ long }: Flag): boolean => ONLY_LINE.includes(long ?? "");

const refusalOf = (named: string) => ({
  is: "wrong",
  error: { exitCode: 64, detail: expect.stringContaining(named) },
});

describe("every flag of every command", () => {
  it.each(commands)("$path sees its flags wherever they stand", (one) => {
    for (const option of flagsOf(one)) {
      const expected = { path: one.path, value: expectedOf(option) };
      for (const [place, words] of placesOf(one, typed(option)))
        expect([option.long, place, seen(option, words)]).toEqual([option.long, place, expected]);
      const joined = [typed(option).join("="), ...bareLineOf(one)];
      expect([option.long, seen(option, joined)]).toEqual([option.long, expected]);
    }
  });

  it.each(commands)("$path sees its flags in the environment, but for those of a person", (one) => {
    for (const option of flagsOf(one)) {
      const got = seen(option, bareLineOf(one), { [variableOf(option)]: sampleOf(option)?.text ?? "1" });
      const expected = isOnlyLine(option)
        ? { is: "wrong", error: { exitCode: 64, code: "VariableOnlyFlag" } }
        : { path: one.path, value: expectedOf(option) };
      expect([option.long, got]).toMatchObject([option.long, expected]);
    }
  });

  it.each(commands)("$path refuses what a flag does not take, and names the flag", (one) => {
    for (const option of flagsOf(one)) {
      for (const text of junkOf(option)) {
        const [flag = ""] = typed(option);
        const words = [...bareLineOf(one), `${flag}=${text}`];
        expect([flag, text, read(words)]).toMatchObject([flag, text, refusalOf(flag)]);
      }
    }
  });

  it.each(commands)("$path refuses the same in the environment, and names the variable", (one) => {
    for (const option of flagsOf(one).filter((flag) => !isOnlyLine(flag))) {
      const name = variableOf(option);
      // An empty variable says nothing.
      const junk = sampleOf(option) === undefined ? ["maybe", "2"] : junkOf(option).filter(Boolean);
      for (const text of junk) {
        const line = read(bareLineOf(one), { [name]: text });
        expect([name, text, line]).toMatchObject([name, text, refusalOf(name)]);
      }
    }
  });

  it.each(commands)("$path refuses the flags of others, whichever command takes them", (one) => {
    const own = new Set(one.command.options.map(({ long }) => long));
    const others = new Map(commands.flatMap(flagsOf).map((option) => [option.long, option] as const));
    for (const option of [...others.values()].filter(({ long }) => !own.has(long))) {
      const [flag = ""] = typed(option);
      // Right before its own name: there, only the command above it could swallow it.
      const [[, words] = ["", []]] = placesOf(one, typed(option)).slice(one.path.split(" ").length - 1);
      expect([flag, read(words)]).toMatchObject([flag, refusalOf(flag)]);
    }
  });

  it("takes a value in every command or in none, so that it is told before the command is known", () => {
    const options = [...program().options, ...commands.flatMap(flagsOf)];
    const takes = new Set(
      options.flatMap(({ long, short, required, optional }) =>
        [long, short].flatMap((name) => (name == null ? [] : [`${name} ${required} ${optional}`])),
      ),
    );
    const names = new Set(options.flatMap(({ long, short }) => [long, short]).filter((name) => name != null));
    expect(takes.size).toBe(names.size);
  });

  it.each(commands)("$path counts the last one of a flag that stands twice, or both where it may", (one) => {
    for (const option of flagsOf(one).filter((flag) => flag.required)) {
      const value = sampleOf(option)?.value;
      const expected = { path: one.path, value: option.isRepeatable ? [value, value] : value };
      const words = [...typed(option), ...bareLineOf(one), ...typed(option)];
      expect([option.long, seen(option, words)]).toEqual([option.long, expected]);
    }
    const region = new Flag("--region <region>", "");
    const words = ["--region", "eu-west-1", ...bareLineOf(one), "--region", "us-east-1"];
    expect(seen(region, words)).toEqual({ path: one.path, value: "us-east-1" });
  });
});

describe("words that are no flags", () => {
  it("are values where a flag before them takes one, even when a command has such a name", () => {
    const out = new Flag("--out <file>", "");
    expect(seen(out, ["--out", "scale", "plan"])).toEqual({ path: "plan", value: "scale" });
  });

  it("are arguments behind --", () => {
    const line = read(["destroy", "--yes", "--", "db"]);
    expect(line).toMatchObject({ is: "asked", globals: { yes: true }, command: { args: ["db"] } });
  });

  it.each(["help plan", "plan --help", "--help plan", "plan -h"])("ask for help with %s", async (words) => {
    const { code, stdout, stderr } = await run(words);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: flashsale-setup plan");
  });

  it.each(["help scale app", "scale help app", "scale app --help", "--min 5 scale app --help"])(
    "ask for the help of a subcommand with %s",
    async (words) => {
      const { code, stdout } = await run(words);
      expect(code).toBe(0);
      expect(stdout).toContain("Usage: flashsale-setup scale app");
    },
  );
});
