import { describe, expect, it, vi } from "vitest";
import { run } from "./fake-world.ts";

// The first that reaches a body loads all that speaks to AWS.
vi.setConfig({ testTimeout: 60_000 });

describe("a mistyped word", () => {
  it.each([
    ["destory", "destroy"],
    ["stauts", "status"],
    ["scale ap", "app"],
    ["scale --yes ap --min 5", "app"],
    ["deploy bild", "build"],
    ["sandbox lst", "list"],
    ["security adit", "audit"],
    ["tunnel chache", "cache"],
    ["completion bsh", "bash"],
    ["help destory", "destroy"],
    ["--min 5 scal app", "scale"],
    ["--mni 5 scale app", "--min"],
    ["up --accept-csot 5", "--accept-cost"],
    ["scale app --mim 5", "--min"],
    ["up --apply-at windwo", "window"],
    ["env --format dotnev", "dotenv"],
    ["verify --only db,cahce", "cache"],
    ["up --replace databse.instance", "db.instance"],
    ["up --upgrade dbb.engineVersion", "db.engineVersion"],
    ["plan --region us-esat-1", "us-east-1"],
    ["destroy databse", "db"],
    ["destroy kafak", "kafka"],
  ])("%s is told with %s, and ends with 64", async (words, meant) => {
    const { code, stdout, stderr, world } = await run(`${words} --sandbox`);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(`Did you mean ${meant}?`);
    expect(world.opened.times).toBe(0);
  });

  it("that is like nothing is told without a guess", async () => {
    const { code, stderr } = await run("xyzzy");
    expect(code).toBe(64);
    expect(stderr).not.toContain("Did you mean");
  });
});

describe("a flag whose value is forgotten", () => {
  it.each(["plan --state --sandbox", "up --config -y", "--region --json plan", "plan --out"])(
    "ends %s with 64 instead of taking the next flag for it",
    async (words) => {
      const { code, world } = await run(words);
      expect(code).toBe(64);
      expect(world.opened.times).toBe(0);
    },
  );
});

describe("a command line that is wrong, with --json", () => {
  it.each([
    "upp --json",
    "plan --fast --json",
    "--json plan --out",
    "plan one two --json",
    "tunnel --json",
    "tunnel dbb --json",
    "completion tcsh --json",
    "sandbox --json",
    "--json",
    "plan --region mars --json",
    "deploy build --accept-cost 5 --json",
  ])("is one document for %s", async (words) => {
    const { code, stdout, stderr } = await run(words);
    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, error: { code: expect.stringMatching(/^[A-Z]/) } });
    expect(stderr).not.toBe("");
  });

  it.each(["up --fast", "destroy --region mars", "scale app --min many", "db --accept-cost much"])(
    "is events, a summary last, for %s",
    async (words) => {
      for (const [line, env] of [
        [`${words} --json`, {}],
        [words, { FLASHSALE_JSON: "1" }],
      ] as const) {
        const { code, stdout } = await run(line, { env });
        expect(code).toBe(64);
        const events = stdout
          .trim()
          .split("\n")
          .map((text) => JSON.parse(text) as { event: string });
        expect(events.map(({ event }) => event)).toEqual(["failed", "summary"]);
      }
    },
  );

  it("is one document where the environment is what is wrong", async () => {
    const { code, stdout } = await run("status --json", { env: { FLASHSALE_SANDBOX: "maybe" } });
    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "VariableWrong" } });
  });
});
