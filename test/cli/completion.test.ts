import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { SHELLS } from "../../src/cli/commands/completion.ts";
import { allCommands, program } from "./commands.ts";
import { freshFolder, run } from "./fake-world.ts";

const names = program().commands.map((command) => command.name());

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await run(["completion", shell]);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

/** Runs lines in a real bash that has sourced the script. */
async function inBash(...lines: string[]): Promise<string> {
  const file = join(freshFolder(), "completion.bash");
  writeFileSync(file, await scriptFor("bash"));
  const { stdout } = await promisify(execFile)("bash", [
    "--noprofile",
    "--norc",
    "-c",
    ["set -u", `source '${file}'`, ...lines].join("\n"),
  ]);
  return stdout;
}

/** What bash offers for the last of the words. */
async function offered(...words: string[]): Promise<string[]> {
  const quoted = ["flashsale-setup", ...words].map((word) => `'${word}'`).join(" ");
  const stdout = await inBash(
    `COMP_WORDS=(${quoted})`,
    `COMP_CWORD=${words.length}`,
    "_flashsale_setup",
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
  it("is registered for the program", async () => {
    expect((await inBash("complete -p")).trim().split("\n")).toEqual([
      "complete -o default -F _flashsale_setup flashsale-setup",
    ]);
  });

  it("offers every command as the first word", async () => {
    expect(await offered("")).toEqual(names);
  });

  it("narrows to what was typed", async () => {
    expect(await offered("pl")).toEqual(["plan"]);
    expect(await offered("s")).toEqual(names.filter((name) => name.startsWith("s")));
    expect(await offered("nothing")).toEqual([]);
  });

  it("offers the subcommands of a command", async () => {
    expect(await offered("sandbox", "")).toEqual(expect.arrayContaining(["list", "reset"]));
  });

  it("offers the flags of a command, the global ones and help, each once", async () => {
    const flags = await offered("up", "--");
    expect(flags).toEqual(
      expect.arrayContaining(["--apply-at", "--accept-cost", "--replace", "--sandbox", "--config", "--help"]),
    );
    expect(new Set(flags).size).toBe(flags.length);
    expect(await offered("destroy", "--delete")).toEqual(["--delete-data", "--delete-adopted"]);
  });

  it("offers the flag of every question of the wizard", async () => {
    expect(await offered("init", "--db-")).toEqual(
      expect.arrayContaining(["--db-engine-version", "--db-storage-gib", "--db-multi-az"]),
    );
  });
});

describe("completion in the other shells", () => {
  it.each(SHELLS)("%s is told every command and flag", async (shell) => {
    const script = await scriptFor(shell);
    for (const { path, command } of allCommands()) {
      expect(script).toContain(path.split(" ").at(-1));
      if (path.includes(" ")) continue;
      for (const { long } of command.options) expect(script).toContain(long?.slice(2));
    }
  });

  it("zsh uses bash's own completion", async () => {
    const script = await scriptFor("zsh");
    expect(script).toMatch(/^#compdef flashsale-setup\nautoload -U \+X bashcompinit && bashcompinit\n/);
    expect(script).toContain(await scriptFor("bash"));
  });

  it("powershell is told in quotes", async () => {
    expect(await scriptFor("powershell")).toContain("'sandbox' = @('list', 'reset', '--");
  });

  it("refuses a shell that it does not know, and says which it knows", async () => {
    const { code, stdout, stderr } = await run("completion tcsh");
    expect(code).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toContain("bash, zsh, fish, powershell");
  });

  it("asks which shell", async () => {
    expect((await run("completion")).code).toBe(64);
  });
});
