import { describe, expect, it } from "vitest";
import { Flag } from "../../src/cli/flag.ts";
import { OTHER_VARIABLES } from "../../src/cli/variables.ts";
import { run } from "./fake-world.ts";
import { bareLineOf, commands, read, seen } from "./reading.ts";

describe("the environment", () => {
  const noticesOf = (words: string, env: Readonly<Record<string, string>>) => {
    const line = read(words.split(" "), env);
    return line.is === "asked" ? line.notices : line;
  };

  it("is told of a variable that there is not, with the nearest that there is, and goes on", async () => {
    expect(noticesOf("plan", { FLASHSALE_SANDBX: "1" })).toEqual([
      "FLASHSALE_SANDBX has no effect: there is no such variable. Did you mean FLASHSALE_SANDBOX?",
    ]);
    const { code, stdout, stderr } = await run("completion bash", { env: { FLASHSALE_REGIO: "eu-west-1" } });
    expect(code).toBe(0);
    expect(stderr).toContain("Did you mean FLASHSALE_REGION?");
    expect(stdout).not.toContain("FLASHSALE_REGIO");
  });

  it("may say what only another command's flags mean, without a word", () => {
    expect(noticesOf("plan", { FLASHSALE_MIN: "5", FLASHSALE_DB_CLASS: "db.r6g.large" })).toEqual([]);
  });

  it.each(OTHER_VARIABLES)("may have %s, which is no flag", (name) => {
    expect(noticesOf("plan", { [name]: "1" })).toEqual([]);
  });

  it("is told where it tries to say what only a person may say to another command", () => {
    expect(noticesOf("plan", { FLASHSALE_DELETE_DATA: "1" })).toEqual([
      "FLASHSALE_DELETE_DATA has no effect: only the command line can say --delete-data.",
    ]);
    expect(noticesOf("plan", { FLASHSALE_DELETE_DATA: "0", FLASHSALE_YES: "" })).toEqual([]);
  });

  it("names all that only a person may say at once", () => {
    const line = read(["destroy"], { FLASHSALE_YES: "1", FLASHSALE_DELETE_DATA: "yes" });
    const detail =
      "FLASHSALE_YES, FLASHSALE_DELETE_DATA: no variable can say --yes, --delete-data, only the command line can.";
    expect(line).toMatchObject({ is: "wrong", error: { exitCode: 64, detail } });
  });

  it.each(["soon", "-1", "0", "1e9", "NaN"])(
    "refuses FLASHSALE_LOCK_STALE_SECONDS=%s in every command",
    (text) => {
      for (const one of commands) {
        const words = bareLineOf(one);
        const line = read(words, { FLASHSALE_LOCK_STALE_SECONDS: text });
        const detail = expect.stringContaining("FLASHSALE_LOCK_STALE_SECONDS");
        expect([one.path, line]).toMatchObject([one.path, { is: "wrong", error: { detail } }]);
      }
    },
  );

  it("gives a flag that may be repeated several values with commas", () => {
    const upgrade = new Flag("--upgrade <key>", "");
    const env = { FLASHSALE_UPGRADE: "db.engineVersion, network.zones" };
    expect(seen(upgrade, ["up"], env)).toEqual({ path: "up", value: ["db.engineVersion", "network.zones"] });
  });
});
