import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshFolder, run } from "./fake-world.ts";

const withSettings = (text: string): string => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "flashsale.yaml"), text);
  return cwd;
};

describe("a command line that means nothing", () => {
  it.each(["", "fly", "up --fast", "plan one two three", "sandbox", "sandbox fly", "up --config"])(
    "ends %j with 64 and tells on stderr alone",
    async (line) => {
      const { code, stdout, stderr } = await run(line);
      expect(code).toBe(64);
      expect(stdout).toBe("");
      expect(stderr).not.toBe("");
    },
  );

  it("points to what there is", async () => {
    expect((await run("up --fast")).stderr).toMatch(/unknown option '--fast'[\s\S]*--help/);
    expect((await run("stauts")).stderr).toContain("Did you mean status?");
  });

  it.each([
    ["plan --sandbox --endpoint-url http://127.0.0.1:1", {}],
    ["init --sandbox --endpoint-url http://127.0.0.1:1", {}],
    ["plan --sandbox", { FLASHSALE_ENDPOINT_URL: "http://127.0.0.1:1" }],
    ["plan --endpoint-url http://127.0.0.1:1", { FLASHSALE_SANDBOX: "1" }],
  ])("ends %s %o with 64 before an account is opened", async (line, env: Record<string, string>) => {
    const { code, stderr, world } = await run(line, { env });
    expect(code).toBe(64);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("give either --sandbox or --endpoint-url");
    expect(world.opened.times).toBe(0);
  });

  it("is one JSON document where JSON was asked for", async () => {
    const { stdout } = await run("plan --json --sandbox --endpoint-url http://127.0.0.1:1");
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, error: { code: "FlagsContradict" } });
  });
});

describe("a command without settings", () => {
  it.each(["plan", "up", "status", "destroy", "network", "db"])(
    "%s ends with 78 and names init",
    async (name) => {
      const { code, stdout, stderr, world } = await run(`${name} --no-input`);
      expect(code).toBe(78);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/flashsale.yaml does not exist/);
      expect(stderr).toMatch(/flashsale-setup init/);
      expect(world.opened.times).toBe(0);
    },
  );

  it("ends with 78 in the sandbox, too, when a file was named", async () => {
    expect((await run("plan --sandbox --config shop.yaml")).code).toBe(78);
    expect((await run("plan --sandbox", { env: { FLASHSALE_CONFIG: "shop.yaml" } })).code).toBe(78);
  });

  it("takes the defaults in the sandbox and says so", async () => {
    const { stderr, world } = await run("plan --sandbox");
    expect(stderr).toContain("the sandbox uses the defaults, which are the guide's values");
    expect(world.opened.times).toBe(1);
  });
});

describe("a command with wrong settings", () => {
  const text = "name: Shop\ndb:\n  storageGib: 5\n";

  it("ends with 78 and tells every one with its line", async () => {
    const { code, stderr, world } = await run("plan", { cwd: withSettings(text) });
    expect(code).toBe(78);
    // Where a line is wrapped depends on the folder's name.
    const told = stderr.replace(/\s+/g, " ");
    expect(told).toMatch(/flashsale.yaml:1: name is "Shop"/);
    expect(told).toMatch(/flashsale.yaml:3: db.storageGib is 5/);
    expect(world.opened.times).toBe(0);
  });

  it("tells the same as one JSON document on stdout", async () => {
    const { code, stdout } = await run("plan --json", { cwd: withSettings(text) });
    expect(code).toBe(78);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, error: { code: "SettingsInvalid" } });
  });

  it("tells it as events where the command tells events, a summary last", async () => {
    const { stdout } = await run("up --json", { cwd: withSettings(text) });
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { schema: number; event: string; time: string });
    expect(events.map(({ event }) => event)).toEqual(["failed", "summary"]);
    for (const { schema, time } of events) {
      expect(schema).toBe(1);
      expect(new Date(time).toISOString()).toBe(time);
    }
  });
});

describe("a region on the command line", () => {
  it("that contradicts the settings ends with 78 before anything is called", async () => {
    const cwd = withSettings("region: eu-central-1\n");
    const { code, stderr, world } = await run("plan --sandbox --region us-east-1", { cwd });
    expect(code).toBe(78);
    expect(stderr).toContain("--region us-east-1 contradicts region: eu-central-1");
    expect(world.opened.times).toBe(0);
  });

  it("may say what the settings leave open, or the same", async () => {
    const open = await run("plan --sandbox --region eu-central-1", { cwd: withSettings("name: shop\n") });
    expect(open.world.opened.times).toBe(1);
    const same = await run("plan --sandbox --region eu-central-1", {
      cwd: withSettings("region: eu-central-1\n"),
    });
    expect(same.world.opened.times).toBe(1);
  });
});

describe("a destroy without a terminal", () => {
  it.each(["destroy --yes", "destroy db --yes", "destroy network --yes"])(
    "demands --delete-data of %s while the state knows data stores, before any call",
    async (line) => {
      const cwd = withSettings("name: flashsale\n");
      const state = {
        version: 1,
        serial: 3,
        lineage: "0b9f4b0e-0000-4000-8000-000000000000",
        stack: "flashsale",
        accountId: "123456789012",
        region: "us-east-1",
        pins: {},
        resources: {
          "db.instance": {
            status: "ready",
            type: "rds/db-instance",
            name: "flashsale-db",
            needs: [],
            token: "token",
            input: {},
            madeAt: "2026-08-01T00:15:00.000Z",
            id: "flashsale-db",
            attributes: {},
          },
        },
        generations: {},
        retained: [],
      };
      writeFileSync(join(cwd, "flashsale.state.json"), JSON.stringify(state));
      const { code, stderr, world } = await run(line, { cwd });
      expect(code).toBe(64);
      expect(stderr).toContain("db.instance");
      expect(stderr).toContain(`flashsale-setup ${line} --delete-data`);
      expect(world.opened.times).toBe(0);
    },
  );
});
