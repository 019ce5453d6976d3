import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withDependents } from "../../src/sections/about.ts";
import { contents } from "../../src/sections/contents.ts";
import { type Advised, advisedIn, isWhole } from "./advised-commands.ts";
import { freshFolder, run } from "./fake-world.ts";
import { runInSandbox } from "./sandbox-world.ts";

// Each row runs a command and then all that it advises.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Names that only a quoting command gets through a shell. */
const CONFIG = "my stack/it's $(touch pwned).yaml";
const STATE = "my stack/state; touch pwned.json";
const PLACE = ["--config", CONFIG, "--state", STATE];

let standing: string;
let empty: string;

beforeAll(async () => {
  empty = freshFolder();
  mkdirSync(join(empty, "my stack"));
  writeFileSync(join(empty, CONFIG), "name: flashsale\nregion: us-east-1\n");
  standing = copyOf(empty);
  expect((await runInSandbox(["up", "--yes", ...PLACE], { cwd: standing })).code).toBe(0);
});

function copyOf(folder: string): string {
  const copy = freshFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

type Entries = Readonly<Record<string, unknown>>;

function entriesIn(folder: string): Entries {
  const file = join(folder, STATE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { resources: Entries }).resources : {};
}

/** Addresses that came or went. */
function changedBetween(before: Entries, after: Entries): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (address) => address in before !== address in after,
  );
}

const sectionOf = (address: string): string => address.split(".")[0] ?? "";

/** What a command may make or delete, by sections. */
function reachOf(words: readonly string[]): ReadonlySet<string> {
  const names = contents.map(({ name }) => name as string);
  const [verb = ""] = words;
  const named = words.filter((word) => names.includes(word));
  // What runs the application is told of everything else, and so needs it.
  if (verb === "deploy" || verb === "scale") return new Set(names);
  if (verb === "destroy" && named.length > 0) return new Set(withDependents(named, contents));
  return new Set(names.includes(verb) ? withNeeds(verb) : names);
}

function withNeeds(name: string): string[] {
  const { needs = ["network"] } = contents.find((one) => one.name === name) ?? {};
  return [...new Set([name, "network", ...needs.flatMap((need) => (need === name ? [] : withNeeds(need)))])];
}

const isReading = (words: readonly string[]): boolean =>
  ["plan", "status", "verify", "env", "cost", "doctor", "security"].includes(words[0] ?? "");

interface Row {
  readonly words: string;
  readonly from: "standing" | "empty";
  readonly deny?: readonly string[];
}

const ROWS: readonly Row[] = [
  { words: "up --yes", from: "empty" },
  { words: "up", from: "empty" },
  ...["kafka", "deploy ec2", "scale app --min 4", "cost budget --monthly-usd 5 --notify a@example.com"].map(
    (words) => ({ words, from: "empty" as const }),
  ),
  ...["env", "verify", "tunnel db", "tunnel app", "deploy build", "deploy ecs", "deploy eks", "status"].map(
    (words) => ({ words, from: "empty" as const }),
  ),
  ...contents.flatMap(({ name }) => [
    { words: `destroy ${name} --yes`, from: "standing" as const },
    { words: `destroy ${name} --yes --delete-data`, from: "standing" as const },
    { words: `${name} --yes`, from: "standing" as const },
  ]),
  ...[
    "destroy --yes",
    "destroy",
    "destroy kafka",
    "plan",
    "status",
    "verify",
    "security audit",
    "cost tips",
  ].map((words) => ({ words, from: "standing" as const })),
  ...["deploy eks", "deploy ecs", "tunnel app", "scale app --min 4", "scale db --class db.r5.2xlarge"].map(
    (words) => ({ words, from: "standing" as const }),
  ),
  { words: "plan --adopt network.vpc=vpc-00000000", from: "standing" },
  { words: "kafka --yes", from: "empty", deny: ["kafka:CreateClusterV2", "kafka:CreateCluster"] },
  { words: "cache --yes", from: "empty", deny: ["elasticache:CreateReplicationGroup"] },
  { words: "db --yes", from: "empty", deny: ["secretsmanager:CreateSecret"] },
  {
    words: "destroy cache --yes --delete-data",
    from: "standing",
    deny: ["elasticache:DeleteReplicationGroup"],
  },
  { words: "destroy scale --yes", from: "standing", deny: ["elasticloadbalancing:Describe*"] },
];

describe.each(ROWS)("what $words advises ($from)", ({ words, from, deny }) => {
  it("acts on the same stack, in the same account and state, and on nothing more", async () => {
    const folder = copyOf(from === "standing" ? standing : empty);
    const argv = [...words.split(" "), ...PLACE];
    const faults = deny === undefined ? {} : { deny };
    const { stdout, stderr } = await runInSandbox(argv, { cwd: folder, faults });
    const advised = advisedIn(stdout + stderr);
    for (const { line, words: given } of advised)
      expect(given, line).toEqual(expect.arrayContaining([...PLACE, "--sandbox"]));
    for (const one of advised.filter(isWhole)) await expectWithin(reachOf(argv), one, folder);
  });
});

/** Runs a command on a copy, confirmed, and looks what came and went. */
async function expectWithin(
  reach: ReadonlySet<string>,
  { line, words }: Advised,
  folder: string,
): Promise<void> {
  const place = copyOf(folder);
  const before = entriesIn(place);
  const sure = isReading(words) || words.includes("--yes") ? [] : ["--yes", ...dataFlag(words)];
  const { code } = await runInSandbox([...words, ...sure], { cwd: place });
  expect(code, line).not.toBe(70);
  const changed = changedBetween(before, entriesIn(place));
  expect(
    changed.filter((address) => !reach.has(sectionOf(address))),
    line,
  ).toEqual([]);
  expect(existsSync(join(place, ".flashsale", "sandbox.state.json")), line).toBe(false);
  expect(readdirSync(place), line).not.toContain("pwned");
}

const dataFlag = ([verb]: readonly string[]): string[] => (verb === "destroy" ? ["--delete-data"] : []);

it("says what a teardown lacked, about the same section and place", async () => {
  const { stderr } = await runInSandbox(["destroy", "kafka", "--yes", ...PLACE], { cwd: copyOf(standing) });
  const [advice] = advisedIn(stderr);
  expect(advice?.words).toEqual(["destroy", "kafka", "--yes", ...PLACE, "--sandbox", "--delete-data"]);
});

describe("behind an endpoint", () => {
  const asked: string[] = [];
  const denial =
    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
  const identity =
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>A</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>";
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      asked.push(body);
      const isIdentity = body.includes("Action=GetCallerIdentity");
      response
        .writeHead(isIdentity ? 200 : 403, { "content-type": "text/xml" })
        .end(isIdentity ? identity : denial);
    });
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
  afterAll(() => server.close());

  it.each(["plan", "status", "network --yes", "destroy network --yes", "up --yes", "security audit"])(
    "%s advises nothing that asks another",
    async (words) => {
      vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-real-one");
      const { port } = server.address() as AddressInfo;
      const place = [...PLACE, "--endpoint-url", `http://127.0.0.1:${port}`];
      const folder = copyOf(empty);
      const { stderr, stdout, code } = await run([...words.split(" "), ...place], { cwd: folder });
      expect(code).not.toBe(70);
      for (const { line, words: given } of advisedIn(stdout + stderr).filter(isWhole)) {
        expect(given, line).toEqual(expect.arrayContaining(place));
        const before = asked.length;
        await run(given, { cwd: folder });
        expect(asked.length, line).toBeGreaterThan(before);
      }
    },
  );
});
