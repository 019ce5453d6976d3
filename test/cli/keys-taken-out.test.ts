import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { accountFile, runInSandbox } from "./sandbox-world.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const ON = ["network", "iam", "db", "cache", "deploy"];
const OFF = contents
  .filter(({ name }) => !ON.includes(name))
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

/** What each section is given always; from 400 GiB on a database's performance can be chosen. */
const PLAIN: Readonly<Record<string, string>> = { db: "storageGib: 400", cache: "nodes: 2", deploy: "" };

const settingsWith = (section = "", text = ""): string => {
  const blocks = Object.entries(PLAIN).map(([name, plain]) => {
    const parts = [plain, name === section ? text : ""].filter(Boolean);
    return `${name}: { ${parts.join(", ")} }`;
  });
  return `name: flashsale\n${blocks.join("\n")}\n${OFF}`;
};

/** What the settings call a key, and where AWS tells it. */
interface Key {
  readonly section: string;
  readonly text: string;
  /** The path in the account: the table, and the member of what stands. */
  readonly told: readonly [table: string, member: string];
  readonly given: unknown;
  /** What leaving it out means by its text: AWS keeps what it is, or nothing is asked for any more. */
  readonly means: "kept" | { readonly value: unknown };
}

const DATABASE = "RDS/db-instance";
const GROUP = "ElastiCache/replication-group";
const TEMPLATE = "EC2/launch-template";

const KEYS: readonly Key[] = [
  {
    section: "db",
    text: "maxStorageGib: 900",
    told: [DATABASE, "MaxAllocatedStorage"],
    given: 900,
    // Never: AWS tells no bound of what does not grow by itself.
    means: { value: undefined },
  },
  { section: "db", text: "iops: 13000", told: [DATABASE, "Iops"], given: 13_000, means: "kept" },
  {
    section: "db",
    text: "storageThroughputMibps: 600",
    told: [DATABASE, "StorageThroughput"],
    given: 600,
    means: "kept",
  },
  {
    section: "cache",
    text: 'snapshotWindow: "01:00-02:00"',
    told: [GROUP, "snapshotWindow"],
    given: "01:00-02:00",
    means: "kept",
  },
  {
    section: "cache",
    text: 'maintenanceWindow: "sun:05:00-sun:06:00"',
    told: [GROUP, "maintenanceWindow"],
    given: "sun:05:00-sun:06:00",
    means: "kept",
  },
  {
    section: "deploy",
    text: "keyName: ops",
    told: [TEMPLATE, "KeyName"],
    given: "ops",
    means: { value: undefined },
  },
];

interface Account {
  readonly tables: Readonly<Record<string, Readonly<Record<string, Row>>>>;
  readonly offers: Record<string, Record<string, unknown>>;
}

interface Row {
  readonly settings?: object;
  readonly works?: readonly { readonly values: object }[];
  readonly versions?: readonly { readonly data: object }[];
}

const read = (cwd: string): Account => JSON.parse(readFileSync(accountFile(cwd), "utf8")) as Account;

function toldIn(cwd: string, [table, member]: Key["told"]): unknown {
  const rows = read(cwd).tables[`us-east-1/${table}`] ?? {};
  const [row] = Object.values(rows);
  const works = (row?.works ?? []).map(({ values }) => values);
  const known = { ...row?.settings, ...Object.assign({}, ...works), ...row?.versions?.at(-1)?.data };
  return (known as Record<string, unknown>)[member];
}

let base = "";

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "taken-out-"));
  writeFileSync(join(base, "flashsale.yaml"), settingsWith());
  const made = await runInSandbox("up --yes", { cwd: base });
  expect(made.code, made.stderr).toBe(0);
  const account = read(base);
  account.offers.EC2 = { ...account.offers.EC2, keyPairs: ["ops"] };
  writeFileSync(accountFile(base), JSON.stringify(account));
});

async function up(cwd: string, settings: string): Promise<void> {
  writeFileSync(join(cwd, "flashsale.yaml"), settings);
  for (const line of ["up --yes --apply-at now", "plan --detailed-exitcode"]) {
    const run = await runInSandbox(line, { cwd });
    expect(run.code, run.stdout + run.stderr).toBe(0);
  }
}

describe("a key of what holds data, or runs, that is taken out of the settings again", () => {
  it.each(KEYS)("means what its text says: $text", async ({ section, text, told, given, means }) => {
    const cwd = mkdtempSync(join(tmpdir(), "taken-out-"));
    cpSync(base, cwd, { recursive: true });
    await up(cwd, settingsWith(section, text));
    expect(toldIn(cwd, told)).toBe(given);
    await up(cwd, settingsWith());
    expect(toldIn(cwd, told)).toBe(means === "kept" ? given : means.value);
  });
});
