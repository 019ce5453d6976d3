import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { isFull, seed } from "../chance.ts";
import { createRandom } from "./campaign/campaign.ts";
import { type Ran, Stand } from "./refused-reads.ts";

const TAGS_OF_BUDGETS = "budgets:ListTagsForResource";

/** A command of the matrix. */
interface Command {
  readonly words: string;
  readonly kind: "tells" | "makes" | "deletes";
  /** From nothing, rather than from what stands. */
  readonly fresh?: true;
}

const sections = contents.map(({ name }) => name);

const COMMANDS: readonly Command[] = [
  { words: "plan --detailed-exitcode", kind: "tells" },
  { words: "plan", kind: "tells", fresh: true },
  { words: "status", kind: "tells" },
  { words: "verify", kind: "tells" },
  { words: "env", kind: "tells" },
  { words: "cost estimate", kind: "tells" },
  { words: "cost tips", kind: "tells" },
  { words: "security audit", kind: "tells" },
  { words: "up --yes", kind: "makes" },
  ...sections.map((name): Command => ({ words: `${name} --yes`, kind: "makes" })),
  ...sections.map((name): Command => ({ words: `destroy ${name} --yes --delete-data`, kind: "deletes" })),
  { words: "destroy --yes --delete-data", kind: "deletes" },
  { words: "up --yes", kind: "makes", fresh: true },
];

/** What a command comes to where nothing is refused. */
interface Free extends Ran {
  readonly account: readonly string[];
  readonly remembered: readonly string[];
}

let standing: Stand;
const nothing = new Stand();
const known = new Map<Command, Promise<Free>>();

const baseOf = ({ fresh }: Command): Stand => (fresh ? nothing : standing);

function freely(command: Command): Promise<Free> {
  const begun = known.get(command) ?? runFreely(command);
  known.set(command, begun);
  return begun;
}

async function runFreely(command: Command): Promise<Free> {
  const stand = new Stand(baseOf(command));
  const ran = await stand.run(command.words);
  const after = command.kind === "tells" ? { account: [], remembered: [] } : stand;
  const free = { ...ran, account: after.account, remembered: after.remembered };
  stand.remove();
  return free;
}

beforeAll(async () => {
  standing = new Stand();
  const made = await standing.run("up --yes");
  expect(made.code, made.said).toBe(0);
}, 600_000);

afterAll(() => {
  standing.remove();
  nothing.remove();
});

const same = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is in one list and not in the other, the first few. */
const difference = (a: readonly string[], b: readonly string[]): string =>
  [
    ...a.filter((one) => !b.includes(one)).map((one) => `+${one}`),
    ...b.filter((one) => !a.includes(one)).map((one) => `-${one}`),
  ]
    .slice(0, 6)
    .join(" ");

/** Exit codes with which a command may end that was refused a read. */
const codesOf = ({ words }: Command): readonly number[] =>
  /^(verify|security audit)/.test(words) ? [3] : [77];

/** What is wrong with one cell of the matrix, in words. */
async function faultsOf(command: Command, action: string): Promise<string[]> {
  const free = await freely(command);
  const stand = new Stand(baseOf(command));
  const ran = await stand.run(command.words, [action]);
  const faults: string[] = [];
  const demand = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(`${command.words}${command.fresh ? " (fresh)" : ""} without ${action}: ${fault}`);
  };
  demand(!/\bbug\b/i.test(ran.said), "calls itself a bug");
  if (ran.code !== free.code) {
    demand(codesOf(command).includes(ran.code), `ends with ${ran.code}: ${ran.said.slice(-300)}`);
    demand(ran.said.includes(action), `does not name it: ${ran.said.slice(-300)}`);
  }
  if (command.kind !== "tells") {
    const { account, marked, remembered } = stand;
    const left = account.filter((one) => !free.account.includes(one));
    const lost = marked.filter(
      (address) => !remembered.includes(address) && left.some((one) => one.includes(`"${address}"`)),
    );
    demand(lost.length === 0, `forgets ${lost.join(", ")}`);
    if (command.kind === "makes" && !command.fresh) {
      demand(same(stand.ids, standing.ids), "makes or takes away what stands");
      demand(same(remembered, standing.remembered), "forgets what stands");
    }
    if (command.fresh) demand(new Set(marked).size === marked.length, "makes something twice");
    const again = await stand.run(command.words);
    demand(again.code === free.code, `once it may, ends with ${again.code}: ${again.said.slice(-400)}`);
    demand(
      same(stand.account, free.account),
      `once it may, ends in another account: ${difference(stand.account, free.account)}`,
    );
    demand(same(stand.remembered, free.remembered), "once it may, remembers another stack");
  }
  stand.remove();
  return faults;
}

/** Cells of the matrix: every read of every command, or some of each kind. */
async function cells(): Promise<readonly (readonly [Command, string])[]> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T[] => list.slice(Math.floor(random() * list.length)).slice(0, 1);
  const of = (kind: Command["kind"], fresh = false): Command[] =>
    COMMANDS.filter((one) => one.kind === kind && (one.fresh ?? false) === fresh);
  const some = [
    ...of("tells"),
    ...of("tells", true),
    ...of("makes"),
    ...pick(of("deletes")),
    ...pick(of("deletes")),
  ];
  const found = (isFull ? COMMANDS : some).map(async (command) => {
    const actions = [...(await freely(command)).reads].sort();
    return (isFull ? actions : pick(actions)).map((action) => [command, action] as const);
  });
  return (await Promise.all(found)).flat();
}

describe(`a refused read (seed ${seed})`, () => {
  it("stops only what needs it, in every command", { timeout: 7_200_000 }, async () => {
    const faults: string[] = [];
    for (const [command, action] of await cells()) faults.push(...(await faultsOf(command, action)));
    expect(faults).toEqual([]);
  });

  it.each(["plan", "status"])("is told by %s with the resource, and the rest is shown", async (words) => {
    const { code, said } = await standing.run(words, [TAGS_OF_BUDGETS]);
    expect(code).toBe(0);
    expect(said).toContain(`cost.budget: Budgets ListTagsForResource failed`);
    expect(said).toContain(`The caller lacks ${TAGS_OF_BUDGETS}`);
    expect(said).toMatch(
      words === "plan" ? /84 of 85 resources are as wanted, 1 left out/ : /network\.vpc .*available/,
    );
  });

  it("leaves a teardown the rest, and what may stand on the rest", async () => {
    const stand = new Stand(standing);
    const { code, said } = await stand.run("destroy --yes --delete-data", ["kafka:*Cluster*"]);
    expect(code, said).toBe(77);
    expect(said).toContain("kafka.cluster: A permission is missing");
    const needed = ["kafka.cluster", "network.security-group.kafka", "network.subnet.data-1", "network.vpc"];
    expect(stand.remembered).toEqual(expect.arrayContaining(needed));
    expect(stand.remembered).not.toContain("db.instance");
    expect((await stand.run("destroy --yes --delete-data")).code).toBe(0);
    expect(stand.remembered).toEqual([]);
    stand.remove();
  });

  it.each([
    ["network", /^(sts|iam:ListAccountAliases|ec2)/],
    ["cost", /^(sts|iam:ListAccountAliases|budgets)/],
    ["kafka", /^(sts|iam:ListAccountAliases|ec2|kafka)/],
    ["iam", /^(?!rds:DescribeDBEngine|kafka:ListKafka|budgets|cloudtrail|autoscaling|elasticloadbalancing)/],
  ])("of another section cannot stop %s, which asks only what it needs", async (section, asked) => {
    const stand = new Stand(standing);
    const { code, reads } = await stand.run(`${section} --yes`);
    expect(code).toBe(0);
    expect([...reads].filter((action) => !asked.test(action))).toEqual([]);
    stand.remove();
  });

  it("leaves the making of everything else, and is made up for", async () => {
    const stand = new Stand();
    const first = await stand.run("up --yes", ["kafka:*"]);
    expect(first.code, first.said).toBe(77);
    expect(first.said).toContain("kafka:");
    expect(stand.remembered).toEqual(
      expect.arrayContaining(["db.instance", "cache.replication-group", "cost.budget"]),
    );
    expect(stand.remembered.filter((address) => address.startsWith("kafka."))).toEqual([]);
    expect((await stand.run("up --yes")).code).toBe(0);
    expect(stand.remembered).toEqual(standing.remembered);
    stand.remove();
  });

  it.each([
    ["ec2:DescribeAvailabilityZones", "network.subnet.data-1"],
    ["ssm:GetParameter", "deploy.launch-template"],
  ])("that answers what is built stops what is built of it: %s", async (action, address) => {
    const stand = new Stand();
    const { code, said } = await stand.run("plan", [action]);
    expect(code).toBe(0);
    expect(said).toContain(action);
    expect(said).toMatch(new RegExp(`Left out because of this: [^:]*${address}`));
    expect(said).toMatch(/network\.vpc .*not there yet/);
    stand.remove();
  });

  it("is a problem to an audit, which calls nothing well that it could not see", async () => {
    const { code, said } = await standing.run("security audit", ["ec2:DescribeSecurityGroupRules"]);
    expect(code).toBe(3);
    expect(said).toContain("The caller lacks ec2:DescribeSecurityGroupRules");
  });

  it("of everything is all that there is to tell", async () => {
    for (const words of ["plan", "status"]) {
      const { code, said } = await standing.run(words, [
        "*:Describe*",
        "*:Get*",
        "*:List*",
        "*:View*",
        "*:Head*",
      ]);
      expect(code, said).toBe(77);
    }
  });
});
