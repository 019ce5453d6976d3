import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resourceTypes } from "../src/resources/index.ts";
import { contents } from "../src/sections/contents.ts";
import { type Deviation, sections } from "../src/sections/index.ts";
import { allCommands } from "./cli/commands.ts";
import { answersWith, declared, settingsOf } from "./sections/declared.ts";

const textOf = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

interface Row {
  readonly step: string;
  readonly command: string;
  readonly resource: string;
  readonly deviation: string;
  readonly reason: string;
}

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

const [heads, , ...lines] = textOf("docs/guide.md")
  .split("\n")
  .filter((line) => line.startsWith("|"));

const rows: readonly Row[] = lines.map((line) => {
  const [step = "", command = "", resource = "", deviation = "", reason = ""] = cellsOf(line);
  return { step, command, resource, deviation, reason };
});

const commandNames = allCommands().map(({ path }) => path);
const ofSection = (name: string): Row[] => rows.filter(({ command }) => command === `\`${name}\``);

/** The guide's steps, in its order. */
const STEPS = [
  "Prerequisites",
  "Configure AWS CLI",
  "Database Setup 1",
  "Database Setup 2",
  "Database Setup 3",
  "Cache Setup 1",
  "Cache Setup 2",
  "Message Queue Setup 1",
  "Message Queue Setup 2",
  "Monitoring Setup 1",
  "Monitoring Setup 2",
  "IAM Roles and Permissions 1",
  "IAM Roles and Permissions 2",
  "Application Deployment 1",
  "Application Deployment 2",
  "Application Deployment 3",
  "Scaling Configuration 1",
  "Scaling Configuration 2",
  "Scaling Configuration 3",
  "Environment Variables",
  "Verification",
  "Cost Optimization",
  "Security Best Practices",
];

/** What the guide gets wrong; each is put right and told. */
const WRONG = [
  /two made, but three used/,
  /no internet gateway, no routes/,
  /security groups for the database and Redis only/,
  /ingress from 10\.0\.0\.0\/16/,
  /PostgreSQL 15\.3/,
  /Kafka 3\.5\.1/,
  /--publicly-accessible false/,
  /parameter group made after the cluster and never attached/,
  /--statistic p99/,
  /"error rate exceeds 5%" alarmed as a count of 50/,
  /alarms with no action/,
  /metric names that Micrometer does not emit/,
  /role used as instance profile/,
  /custom policy never attached/,
  /full-access managed policies/,
  /hard-coded, region-bound AMI of another distribution/,
  /image never pushed anywhere/,
  /secrets in user data/,
  /launch configurations/,
  /target group and load balancer assumed/,
  /scaling policies that nothing triggers/,
  /replace instances for ever while no image exists/,
];

const EXISTING = {
  vpcId: "vpc-0a",
  dataSubnetIds: ["subnet-0a", "subnet-0b"],
  applicationSubnetIds: ["subnet-0c", "subnet-0d"],
  edgeSubnetIds: ["subnet-0e", "subnet-0f"],
};

/** Settings and answers that bring out everything that sections declare or tell. */
const SCENES = [
  { text: {}, version: "15.3" },
  { text: {}, version: "15.13" },
  { text: {}, version: "16.9" },
  { text: {}, version: "15" },
  { text: { network: { egress: "internet-gateway", ingress: "vpc-cidr" } }, version: "15.13" },
  { text: { network: { existing: EXISTING }, db: { deletionProtection: false } }, version: "15.13" },
  {
    text: {
      cost: { enabled: true, monthlyUsd: 100, notify: ["a@b.example"] },
      security: { enabled: true },
    },
    version: "15.13",
  },
];

describe("the table of the guide", () => {
  it("has the five columns, and a word in each cell", () => {
    expect(cellsOf(heads ?? "")).toEqual(["Guide step", "Command", "Resource", "Deviation", "Reason"]);
    for (const line of lines) {
      expect(cellsOf(line)).toHaveLength(5);
      expect(cellsOf(line)).not.toContain("");
    }
  });

  it("has every step of the guide, in its order", () => {
    expect([...new Set(rows.map(({ step }) => step))]).toEqual(STEPS);
  });

  it("says what the guide has and what is made instead", () => {
    for (const { deviation } of rows) expect(deviation).toMatch(/^\S.* → \S/);
  });

  it.each(WRONG)("has what the guide gets wrong: %s", (wrong) => {
    expect(rows.filter(({ deviation }) => wrong.test(deviation))).toHaveLength(1);
  });
});

describe("the commands of the table", () => {
  it("exist", () => {
    for (const { command } of rows) expect(commandNames).toContain(command.replaceAll("`", ""));
  });

  it.each(contents.map(({ name, guide }) => [name, guide] as const))(
    "have rows for %s, in %s",
    (name, guide) => {
      const chapter = guide.replace(/ [\d-]+$/, "");
      const steps = ofSection(name).map(({ step }) => step.replace(/ \d+$/, ""));
      expect(new Set(steps)).toEqual(new Set([chapter]));
    },
  );
});

describe("the resources of the table", () => {
  const typesIn = ({ resource }: Row): string[] =>
    [...resource.matchAll(/`([^`]+)`/g)].map(([, type = ""]) => type);

  it("are types of this program", () => {
    for (const type of rows.flatMap(typesIn)) expect([...resourceTypes.keys()]).toContain(type);
  });

  it.each(contents.map(({ name }) => name))("have every type that %s declares", (name) => {
    const made = SCENES.flatMap(({ text, version }) => {
      const all = declared(settingsOf(text), answersWith(3, { "db.engineVersion": version }));
      return [...all].filter(([address]) => address.startsWith(`${name}.`)).map(([, { type }]) => type);
    });
    const told = new Set(ofSection(name).flatMap(typesIn));
    expect([...new Set(made)].filter((type) => !told.has(type))).toEqual([]);
  });
});

describe("the deviations that a plan tells", () => {
  const told: (readonly [string, Deviation])[] = SCENES.flatMap(({ text, version }) => {
    const answers = answersWith(3, { "db.engineVersion": version });
    return sections.flatMap((section) =>
      section.deviations(settingsOf(text), answers).map((deviation) => [section.name, deviation] as const),
    );
  });

  it("each have a row with the same step, the guide's way and the reason", () => {
    for (const [name, { step, guide, reason }] of told) {
      const found = ofSection(name).filter(
        (row) => row.step === step && row.deviation.startsWith(guide) && row.reason.includes(reason),
      );
      expect([guide, reason, found.length]).toEqual([guide, reason, 1]);
    }
  });
});

const README = new URL("../README.md", import.meta.url);

describe.runIf(existsSync(README))("the README", () => {
  it.each(commandNames)("names the command %s", (path) => {
    expect(textOf("README.md")).toMatch(new RegExp(`(flashsale-setup |\`)${path}\\b`));
  });

  it("names no command that does not exist", () => {
    const typed = [...textOf("README.md").matchAll(/^ *(?:\$ )?flashsale-setup ([a-z]+)/gm)];
    for (const [, name = ""] of typed) expect(commandNames).toContain(name);
  });
});
