import { describe, expect, it } from "vitest";
import { printHelp } from "../../src/cli/print-help.ts";
import { contents } from "../../src/sections/contents.ts";
import { allCommands, program } from "./commands.ts";
import { run } from "./fake-world.ts";

const lineOf = (help: string, label: string): string =>
  help
    .split("\n")
    .find((line) => line.startsWith(`${label}: `))
    ?.slice(label.length + 2) ?? "";

const examplesOf = (help: string): string[] => {
  const [, after = ""] = help.split("Examples:\n");
  return after
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
};

const paths = allCommands().map(({ path }) => path);

/** The long and short flags that a command knows, with or without its value. */
const flagsOf = (path: string): string[] =>
  allCommands()
    .filter((one) => one.path === path)
    .flatMap(({ command }) => command.options.flatMap(({ long, short }) => [long ?? "", short ?? ""]));

describe("the commands", () => {
  it("are one for each section and the verbs across them", () => {
    expect(program().commands.map((command) => command.name())).toEqual([
      "init",
      "plan",
      "up",
      "status",
      "destroy",
      ...contents.map(({ name }) => name),
      "doctor",
      "verify",
      "env",
      "tunnel",
      "sandbox",
      "completion",
    ]);
  });

  it("are told by the help that is printed without the tree as by the tree itself, at every width", () => {
    for (const columns of [40, 60, 80, 120, undefined]) {
      const printed: string[] = [];
      const stream = { columns, write: (text: string) => printed.push(text) };
      printHelp({ stdout: stream, stderr: stream }, "1.2.3");
      const whole = program();
      whole.configureOutput({ getOutHelpWidth: () => columns ?? 80 });
      expect(printed.join("")).toBe(whole.helpInformation());
    }
  });

  it.each(["", ...paths])("fit into a terminal of 60 columns in the help of %s", (path) => {
    const asked = allCommands().find((one) => one.path === path)?.command ?? program();
    const help = asked.configureOutput({ getOutHelpWidth: () => 60 }).helpInformation();
    // A flag with its values is one word: it is not broken.
    const tooWide = help.split("\n").filter((line) => line.length > 60 && line.trim().includes("  "));
    expect(tooWide).toEqual([]);
  });

  it("that no word names take no part in a run", async () => {
    const { code, stderr } = await run("pln");
    expect([code, stderr]).toEqual([64, expect.stringContaining("Did you mean plan?")]);
  });

  it.each(paths)("%s names chapter, what it makes, minutes and two examples in its help", async (path) => {
    const { code, stdout, stderr } = await run(`${path} --help`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Usage: flashsale-setup ${path}`);
    for (const label of ["Guide", "Makes", "Takes"])
      expect([label, lineOf(stdout, label)]).not.toEqual([label, ""]);
    expect(examplesOf(stdout)).toHaveLength(2);
  });

  it.each(paths)("%s gives examples that can be typed", async (path) => {
    const { stdout } = await run(`${path} --help`);
    for (const example of examplesOf(stdout)) {
      expect(example).toMatch(new RegExp(`^flashsale-setup ${path.split(" ")[0]}( |$)`));
      const [typed = ""] = example.split(/ [>|] /);
      const flags = typed.split(" ").filter((word) => word.startsWith("-"));
      for (const flag of flags) expect(flagsOf(path)).toContain(flag);
    }
  });

  it.each(paths)("%s takes the global flags", (path) => {
    expect(flagsOf(path)).toEqual(
      expect.arrayContaining(["--config", "--sandbox", "--yes", "--json", "--trace"]),
    );
  });

  it.each(contents.map((about) => [about.name, about] as const))(
    "%s tells of its section",
    async (name, about) => {
      const { stdout } = await run(`${name} --help`);
      expect(lineOf(stdout, "Guide")).toBe(about.guide);
      expect(lineOf(stdout, "Makes")).toBe(about.makes);
      expect(lineOf(stdout, "Takes")).toBe(
        about.typicalMinutes === 1 ? "about a minute" : `about ${about.typicalMinutes} minutes`,
      );
    },
  );

  it("are all listed with a summary in the help of the program", async () => {
    const { code, stdout } = await run("--help");
    expect(code).toBe(0);
    for (const command of program().commands) {
      expect(stdout).toMatch(new RegExp(`^  ${command.name()}\\b`, "m"));
      expect(command.summary() || command.description()).toMatch(/\.$/);
    }
  });
});

describe("the version", () => {
  it("is printed alone", async () => {
    expect(await run("--version")).toMatchObject({ code: 0, stdout: "1.2.3\n", stderr: "" });
  });
});
