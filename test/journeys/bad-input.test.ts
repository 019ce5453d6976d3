import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice, type Run } from "./program.ts";
import { flat, runTo, standing, write } from "./stack.ts";

let practice: Practice;
let base: Practice;

/** Retries take their time; meanwhile the rest goes on. */
let unreachable: Promise<Run>;

const REAL = { FLASHSALE_SANDBOX: "", AWS_EC2_METADATA_DISABLED: "true" };
const KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE000000000", AWS_SECRET_ACCESS_KEY: "example" };

beforeAll(async () => {
  practice = new Practice();
  write(practice, "real.yaml", "name: flashsale\nregion: us-east-1\n");
  const words = "plan --config real.yaml --endpoint-url http://127.0.0.1:1";
  unreachable = practice.run(words, { env: { ...REAL, ...KEYS } });
  base = await standing();
});

afterAll(() => {
  practice.remove();
  base.remove();
});

/** All that a run said. */
const told = (run: Run): string =>
  flat(`${run.stdout}
${run.stderr}`);

function expectNothingMade(folder = practice.folder): void {
  expect(existsSync(join(folder, ".flashsale"))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes("state"))).toEqual([]);
}

const WRONG_SETTINGS = `name: Flash_Sale
colour: red
network:
  cidr: 10.0.0.0/30
  edgeSubnets: [10.0.1.0/24, 10.0.22.0/24, 10.0.23.0/24]
  dataSubnets: [10.0.1.0/24, 10.0.2.0/24, 10.9.3.0/24]
db:
  username: rdsadmin
  storageGib: lots
  backupWindow: "03:00-04:00"
  maintenanceWindow: "mon:03:30-mon:04:30"
  multiAz: "yes"
  clas: db.r5.large
`;

describe("settings with mistakes", () => {
  it("are told all at once, each with file, line, key and what is allowed; nothing is called", async () => {
    write(practice, "wrong.yaml", WRONG_SETTINGS);
    const run = await runTo(practice, 78, "up --yes --config wrong.yaml");
    const lines = [
      "wrong.yaml:1: name",
      "wrong.yaml:2: colour",
      "wrong.yaml:4: network.cidr",
      "wrong.yaml:5: network.edgeSubnets",
      "wrong.yaml:8: db.username",
      "wrong.yaml:9: db.storageGib",
      "wrong.yaml:11: db.maintenanceWindow",
      "wrong.yaml:12: db.multiAz",
      "wrong.yaml:13: db.clas",
    ];
    for (const line of lines) expect(told(run)).toContain(line);
    expect(told(run)).toMatch(/storageGib is "lots": a whole number from 20 to 65536/);
    expectNothingMade();
  });

  it("that are no YAML at all are told with their line", async () => {
    write(practice, "broken.yaml", "name: flashsale\nnetwork: [unclosed\ndb: {}\n");
    const run = await runTo(practice, 78, "plan --config broken.yaml");
    expect(told(run)).toMatch(/broken\.yaml:\d/);
    expectNothingMade();
  });

  it("that are missing: a real account needs them, and so does --config", async () => {
    const run = await runTo(practice, 78, "up --yes", { env: { FLASHSALE_SANDBOX: "" } });
    expect(told(run)).toContain("flashsale-setup init");
    await runTo(practice, 78, "up --yes --config nowhere.yaml");
    expectNothingMade();
  });
});

const WRONG_WORDS: readonly (readonly [words: string, tells: RegExp])[] = [
  ["upp", /unknown command.*upp/],
  ["up --yess", /unknown option.*--yess/],
  ["up --apply-at soon", /--apply-at.*window.*now/],
  ["up --adopt nonsense", /--adopt nonsense.*ADDRESS=ID/],
  ["up --accept-cost much", /--accept-cost much/],
  ["up --yes --replace db.instances", /--replace db\.instances.*db\.instance/],
  ["up --yes --upgrade db.version", /--upgrade db\.version.*db\.engineVersion/],
  ["destroy databases", /destroy databases.*db/],
  ["completion tcsh", /tcsh.*bash/],
  ["up nowhere.json", /nowhere\.json is no plan file/],
  ["up --sandbox --endpoint-url http://127.0.0.1:1", /either --sandbox or --endpoint-url/],
  ["up --yes --trace no/such/folder/trace.jsonl", /--trace/],
];

describe("a command line with mistakes", () => {
  it.each(WRONG_WORDS)("%s: ends with 64 and says what is meant", async (words, tells) => {
    const run = await runTo(practice, 64, words);
    expect(told(run)).toMatch(tells);
    expect(run.stdout).toBe("");
    expect(existsSync(join(practice.folder, ".flashsale/sandbox.state.json"))).toBe(false);
  });

  it("ends with 64 when an answer is missing where nobody can be asked, naming the flag", async () => {
    expect(told(await runTo(practice, 64, "up"))).toContain("--yes");
    expect(told(await runTo(base, 64, "destroy"))).toContain("--yes");
    expect(told(await runTo(base, 64, "destroy --yes"))).toContain("--delete-data");
  });

  it("cannot be replaced by the environment where only a person may say it", async () => {
    const env = { FLASHSALE_YES: "1", FLASHSALE_DELETE_DATA: "1", FLASHSALE_REPLACE: "db.instance" };
    expect(told(await runTo(practice, 64, "up", { env }))).toContain("--yes");
    expect(told(await runTo(base, 64, "destroy --yes", { env }))).toContain("--delete-data");
  });

  it("ends with 64 when the sandbox is told nonsense", async () => {
    const unknown = await runTo(practice, 64, "up --yes", { faults: { throtle: 0.3 } });
    expect(told(unknown)).toMatch(/FLASHSALE_SANDBOX_FAULTS.*throtle.*throttle/);
    expect(told(await runTo(practice, 64, "up --yes", { speed: "fast" }))).toContain(
      "FLASHSALE_SANDBOX_SPEED",
    );
    expect(told(await runTo(practice, 64, "sandbox list", { speed: "0" }))).toContain(
      "FLASHSALE_SANDBOX_SPEED",
    );
    const env = { FLASHSALE_SANDBOX_POLICY: "nowhere.json" };
    expect(told(await runTo(practice, 64, "plan", { env }))).toContain("FLASHSALE_SANDBOX_POLICY");
  });
});

describe("a real account", () => {
  it("without credentials ends with 77 and the command that gives some", async () => {
    const run = await runTo(practice, 77, "plan --config real.yaml", { env: REAL });
    expect(told(run)).toMatch(/aws (configure|sso login|login)/);
    const profile = await runTo(practice, 77, "plan --config real.yaml --profile shop", { env: REAL });
    expect(told(profile)).toContain("aws configure --profile shop");
  });

  it("that cannot be reached ends with 69", async () => {
    const run = await unreachable;
    expect([run.code, told(run)]).toEqual([69, expect.stringContaining("AwsUnreachable")]);
  });

  it("is not asked when --region contradicts the settings", async () => {
    const words = "plan --config real.yaml --region eu-west-1 --trace region.jsonl";
    const run = await runTo(practice, 78, words, { env: REAL });
    expect(told(run)).toMatch(/--region eu-west-1 contradicts region: us-east-1/);
    expect(existsSync(join(practice.folder, "region.jsonl"))).toBe(false);
  });
});
