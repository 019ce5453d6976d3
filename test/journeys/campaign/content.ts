import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Practice } from "../program.ts";

/** A record of the simulated account as it lies on disk. */
type Row = Record<string, unknown> & {
  readonly id: string;
  readonly tags?: Readonly<Record<string, string>>;
};

/** Tables (`us-east-1/EC2/vpc`), then ids. */
type Tables = Readonly<Record<string, Readonly<Record<string, Row>>>>;

/** What the simulated account keeps for itself, or AWS for its own, such as the logs that a trail delivers with time. */
const BOOKKEEPING =
  /(client-token|network-interface|service-linked-role|operation|activity|event|snapshot|S3\/object)$/;

/** Members that tell when or by which attempt something came about, not what it is. */
const HISTORY =
  /(At|Since|Until|Time|Date)$|^(at|text|token|digest|publicIp|privateIp|dnsName|address|ip|lineage)$/;

/** What of a record with versions is in use; the numbers depend on how often a call was sent. */
const IN_USE: Readonly<Record<string, (row: Row) => unknown>> = {
  "EC2/launch-template": ({ versions, defaultVersion, ...rest }) => ({
    ...rest,
    data: (versions as { number: number; data: unknown }[]).find(({ number }) => number === defaultVersion)
      ?.data,
  }),
  "IAM/policy": ({ versions, defaultVersion, ...rest }) => ({
    ...rest,
    document: (versions as { id: string; isDefault?: boolean; document: unknown }[]).find(
      ({ id, isDefault }) => isDefault === true || id === defaultVersion,
    )?.document,
  }),
  "Kafka/topic": ({ changes, ...rest }) => ({ ...rest, configured: (changes as unknown[]).at(-1) }),
  "AutoScaling/group": ({ template, ...rest }) => ({ ...rest, template: (template as { id: string }).id }),
};

/** Whether a group launches what its template's version in use says. */
function isCurrent(tables: Tables, { template }: Row): boolean {
  const { id = "", version } = (template ?? {}) as { id?: string; version?: string };
  const templates = Object.entries(tables).find(([table]) => table.endsWith("EC2/launch-template"))?.[1];
  const used = templates?.[id]?.defaultVersion;
  return used === undefined || version === "$Default" || version === String(used);
}

/** User data is told in base64. */
const told = (key: string, part: unknown): unknown =>
  key === "UserData" ? Buffer.from(String(part), "base64").toString() : withoutHistory(part);

function withoutHistory(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHistory);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !HISTORY.test(key.replace(/^.*:/, "")));
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, told(key, part)]),
  );
}

/** Ids that AWS draws by lot, by what they are of. */
const DRAWN: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(-\d)?/g, "<uuid>"],
  [/\b([a-z]+(?:-[a-z]+)*)-[0-9a-f]{17}\b/g, "<$1>"],
  [
    /(targetgroup|loadbalancer\/app|listener\/app|listener-rule\/app)\/([^/"]+)((\/[0-9a-f]{16})+)/g,
    "$1/$2/<id>",
  ],
  [/\b(AROA|AIPA|ANPA|AIDA)[A-Z0-9]{17}\b/g, "<$1>"],
  [/\bdb-[A-Z0-9]{26}\b/g, "<db>"],
  [/(secret:[\w/-]+)-[A-Za-z0-9]{6}\b/g, "$1-<id>"],
  [/\.[a-z0-9]{6}\.c(\d)\.kafka\./g, ".<id>.c$1.kafka."],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}\b/g, "<id>"],
  [/-\d{8}-\d{6}/g, "-<instant>"],
];

const label = (text: string): string =>
  DRAWN.reduce((seen, [drawn, name]) => seen.replace(drawn, name), text);

/** The text with the addresses of our resources in place of their ids. */
function byAddress(tables: Tables): (text: string) => string {
  const rows = Object.values(tables).flatMap((table) => Object.values(table));
  const drawn = rows.flatMap(({ id, tags }) => {
    const address = tags?.["flashsale-setup:address"];
    return address === undefined || !/[-/][0-9a-f]{16}/.test(id) ? [] : [[id, `<${address}>`] as const];
  });
  drawn.sort(([a], [b]) => b.length - a.length);
  return (text) => drawn.reduce((seen, [id, address]) => seen.replaceAll(id, address), text);
}

/** Lists of AWS have no order of their own: that of an unkilled run differs from run to run, too. */
function inOrder(value: unknown, say: (text: string) => string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inOrder(part, say)]));
  const said = value
    .map((part) => inOrder(part, say))
    .map((part) => ({ part, text: say(JSON.stringify(part)) }));
  return said.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ part }) => part);
}

/** What is deleted is told for a while: for how long is history, too. */
const isThere = ({ goneAfterSeconds }: Row): boolean => goneAfterSeconds === undefined;

/** Each resource of the account with all that AWS knows of it, but for ids and instants; sorted. */
export function contentOf(practice: Pick<Practice, "read">): string[] {
  const { tables } = JSON.parse(practice.read(".flashsale/sandbox.json")) as { tables: Tables };
  const named = byAddress(tables);
  const textOf = (table: string, row: Row): string => {
    const inUse = Object.entries(IN_USE).find(([name]) => table.endsWith(name))?.[1](row) ?? row;
    const stale =
      table.endsWith("AutoScaling/group") && !isCurrent(tables, row) ? "not the version in use" : "";
    const say = (text: string): string => label(named(text));
    return say(`${table} ${stale}${JSON.stringify(inOrder(withoutHistory(inUse), say))}`);
  };
  return Object.entries(tables)
    .filter(([table]) => !BOOKKEEPING.test(table))
    .flatMap(([table, rows]) =>
      Object.values(rows)
        .filter(isThere)
        .map((row) => textOf(table, row)),
    )
    .sort();
}

/** What the state remembers: no intent is left open, and needs are those of an unkilled run. */
export function entriesOf(practice: Practice): string[] {
  const file = join(practice.folder, ".flashsale/sandbox.state.json");
  if (!existsSync(file)) return [];
  const entries = Object.entries(practice.state().resources) as [
    string,
    { status: string; needs: string[] },
  ][];
  return entries.map(([address, { status, needs }]) => `${address} ${status} ${[...needs].sort()}`).sort();
}

/** The settings as the commands left them, the sandbox's own last. */
export const settingsOf = (practice: Practice): string[] =>
  ["flashsale.yaml", ".flashsale/sandbox.yaml"]
    .filter((file) => existsSync(join(practice.folder, file)))
    .map((file) => practice.read(file));
