import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { tries } from "./spoil.ts";
import { ACCOUNT, expectDecent, folderOf, makeStanding, readIn, runHere, type Standing } from "./world.ts";

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 300_000 });

const OFF = ["cache", "kafka", "iam", "monitoring", "deploy", "scale"];
const SETTINGS = `name: flashsale\n${OFF.map((name) => `${name}: { enabled: false }\n`).join("")}`;

let standing: Standing;

beforeAll(async () => {
  standing = await makeStanding(SETTINGS);
});

const COMMANDS = [
  "init",
  "plan",
  "up",
  "status",
  "destroy",
  "env",
  "sandbox list",
  "completion bash",
  "verify",
  "cost",
  "cost tips",
  "security audit",
  "kafka topics",
  "scale app",
  "scale db",
  "db",
  "deploy",
  "deploy ecs",
  "deploy eks",
  "deploy ec2",
  ...contents.map(({ name }) => name),
];
const FLAGS = [
  "--yes",
  "--json",
  "--defaults",
  "--force",
  "--delete-data",
  "--no-final-snapshot",
  "--detailed-exitcode",
  "--no-color",
  "--no-input",
  "--verbose",
  "--help",
  "--config",
  "--state",
  "--region",
  "--profile",
  "--trace",
  "--name",
  "--replace",
  "--adopt",
  "--upgrade",
  "--accept-cost",
  "--apply-at",
  "--format",
  "--prefix",
  "--out",
  "--render",
  "--min",
  "--max",
  "--class",
  "--show-secrets=pipe",
  "--db-storage-gib",
  "--existing-vpc",
  "--version",
];
const VALUES = [
  "",
  "x",
  "us_east_1",
  "eu-west-1",
  "-1",
  "1e9",
  "NaN",
  "db.instance",
  "db.instance=",
  "=",
  "a=b=c",
  "now",
  "window",
  "json",
  "flashsale.yaml",
  "nowhere/x",
  ".",
  "plan.json",
  "__proto__",
  "constructor",
  "\u001b[31mred",
  "\u009b2J",
  "a\nb",
  "é",
  "x".repeat(3000),
  "network",
  "db",
  "--",
  "-",
];

const line = fc
  .tuple(
    fc.constantFrom(...COMMANDS),
    fc.array(fc.oneof(fc.constantFrom(...FLAGS), fc.constantFrom(...VALUES), fc.string({ maxLength: 8 })), {
      maxLength: 5,
    }),
  )
  .map(([command, rest]) => [...command.split(" "), ...rest]);

/** Nothing hidden, nothing that steers. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe("any command line", () => {
  it("ends with a documented code, without a bug, and refused changes nothing", async () => {
    const property = fc.asyncProperty(line, fc.boolean(), async (argv, stands) => {
      const cwd = folderOf(SETTINGS, stands ? standing : {});
      const run = await runHere(argv, { cwd });
      expectDecent(run, JSON.stringify(argv));
      expect(run.all).not.toMatch(STEERING);
      if (stands && (run.code === 64 || run.code === 78)) expect(readIn(cwd, ACCOUNT)).toBe(standing.account);
    });
    await fc.assert(property, tries(25, 500));
  });
});

const NAMES = [
  "CONFIG",
  "STATE",
  "REGION",
  "PROFILE",
  "ENDPOINT_URL",
  "SANDBOX",
  "YES",
  "JSON",
  "NO_COLOR",
  "TRACE",
  "VERBOSE",
  "NO_INPUT",
  "SANDBOX_SPEED",
  "SANDBOX_FAULTS",
  "LOCK_STALE_SECONDS",
  "ACCEPT_COST",
  "FORMAT",
  "PREFIX",
  "APPLY_AT",
  "UPGRADE",
  "OUT",
  "NAME",
];
const ODD_VALUES = [
  ...VALUES,
  "0",
  "true",
  "{}",
  "[]",
  "null",
  '{"seed":-1}',
  '{"throttle":2}',
  '{"__proto__":{}}',
  '{"kill":null}',
  '{"deny":[1]}',
  "@nowhere",
  "@.",
  "max",
  "1e400",
  "Infinity",
  "http://",
  "://",
];

describe("any environment", () => {
  it("ends with a documented code, without a bug, and refused changes nothing", async () => {
    const commands = fc.constantFrom("plan", "status", "up --yes", "env", "init --defaults", "cost");
    const variables = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...ODD_VALUES), {
      minKeys: 1,
      maxKeys: 3,
    });
    const property = fc.asyncProperty(commands, variables, async (words, given) => {
      const env = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [`FLASHSALE_${name}`, value]),
      );
      const cwd = folderOf(SETTINGS, standing);
      const run = await runHere(words, { cwd, env });
      expectDecent(run, `${words} with ${JSON.stringify(env)}`);
      expect(run.all).not.toMatch(STEERING);
      if (run.code === 64 || run.code === 78) expect(readIn(cwd, ACCOUNT)).toBe(standing.account);
    });
    await fc.assert(property, tries(20, 480));
  });
});
