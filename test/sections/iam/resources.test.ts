import { describe, expect, it } from "vitest";
import { Stack } from "../../../src/engine/stack.ts";
import type { PolicyDocument, PolicyStatement } from "../../../src/resources/iam/policy-document.ts";
import type { Aws } from "../../../src/resources/index.ts";
import { contents } from "../../../src/sections/contents.ts";
import { iam } from "../../../src/sections/iam/index.ts";
import { declareIam } from "../../../src/sections/iam/resources.ts";
import { declareSections } from "../../../src/sections/index.ts";
import { answersWith, type Declared, declared, PLACE, propsOf, settingsOf } from "../declared.ts";

/** What comes after the permissions only uses them. */
const later = contents.slice(contents.findIndex(({ name }) => name === "iam") + 1);
const LATER_OFF = Object.fromEntries(later.map(({ name }) => [name, { enabled: false }]));

const declaredWith = (text: object = {}) => declared(settingsOf({ ...LATER_OFF, ...text }));

const ofIam = (all = declaredWith()) => [...all.keys()].filter((address) => address.startsWith("iam."));

const documentOf = (all: ReadonlyMap<string, Declared> = declaredWith()): PolicyDocument =>
  propsOf(all, "iam/policy")["iam.policy"]?.document as PolicyDocument;

const statementOf = (sid: string, all?: ReadonlyMap<string, Declared>): PolicyStatement | undefined =>
  documentOf(all).Statement.find(({ Sid }) => Sid === sid);

/** Every section's resources in another partition. */
function declaredIn(partition: string, region: string): Map<string, Declared> {
  const settings = settingsOf({ region });
  const stack = new Stack<Aws>({ stack: settings.name, lineage: "lineage", tags: {} });
  declareIam({ ...PLACE, partition, region, stack, settings, answers: answersWith(), handles: {} });
  return new Map(
    stack.declarations.map(({ address, type, input, needs }) => [
      address,
      { type: type.name, props: input as Declared["props"], needs },
    ]),
  );
}

describe("the permissions of the guide", () => {
  it("are a role, a policy, an instance profile and what ties them together", () => {
    expect(ofIam()).toEqual([
      "iam.role",
      "iam.policy",
      "iam.instance-profile",
      "iam.instance-profile-role",
      "iam.policy-attachment",
      "iam.managed-policy.AmazonSSMManagedInstanceCore",
    ]);
  });

  it("have the guide's role with its trust policy, word for word", () => {
    expect(propsOf(declaredWith(), "iam/role")["iam.role"]).toEqual({
      name: "FlashSaleAppRole",
      description: "Flash Sale application",
      trustPolicy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
    });
  });

  it("have an instance profile of the role's name, which holds the role", () => {
    const all = declaredWith();
    expect(propsOf(all, "iam/instance-profile")["iam.instance-profile"]).toEqual({
      name: "FlashSaleAppRole",
    });
    expect(propsOf(all, "iam/instance-profile-role")["iam.instance-profile-role"]).toEqual({
      instanceProfileName: "iam.instance-profile#name",
      roleName: "iam.role#name",
    });
  });

  it("have the policy attached, and what Systems Manager needs", () => {
    expect(propsOf(declaredWith(), "iam/role-policy-attachment")).toEqual({
      "iam.policy-attachment": { roleName: "iam.role#name", policyArn: "iam.policy#arn" },
      "iam.managed-policy.AmazonSSMManagedInstanceCore": {
        roleName: "iam.role#name",
        policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
      },
    });
  });

  it("allow every action of the guide's own policy", () => {
    const actions = documentOf().Statement.flatMap(({ Action }) => Action);
    expect(actions).toEqual(
      expect.arrayContaining([
        "cloudwatch:PutMetricData",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics",
        "rds:DescribeDBInstances",
        "rds:DescribeDBClusters",
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
        "kafka:DescribeCluster",
        "kafka:GetBootstrapBrokers",
        "kafka:ListClusters",
      ]),
    );
  });

  it("allow nothing by a wildcard in an action, and change nothing but metrics and logs", () => {
    const actions = documentOf().Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect(
      actions.filter((action) => !/:(Describe|List|Get|BatchGet|BatchCheck)/.test(action)).sort(),
    ).toEqual(["cloudwatch:PutMetricData", "logs:CreateLogStream", "logs:PutLogEvents"]);
  });

  it("let the application publish into its own namespace only", () => {
    expect(statementOf("PublishMetrics")).toMatchObject({
      Action: "cloudwatch:PutMetricData",
      Condition: { StringEquals: { "cloudwatch:namespace": "FlashSale" } },
    });
    expect(statementOf("ReadMetrics")).not.toHaveProperty("Condition");
  });

  it("let it read its two secrets, pull its image and write its logs", () => {
    expect(statementOf("ReadSecrets")?.Resource).toEqual(["db.secret#arn", "cache.secret#arn"]);
    expect(statementOf("PullImage")?.Resource).toBe(
      "arn:aws:ecr:us-east-1:123456789012:repository/flashsale-app",
    );
    expect(statementOf("LogInToRegistry")).toMatchObject({
      Action: "ecr:GetAuthorizationToken",
      Resource: "*",
    });
    expect(statementOf("WriteLogs")?.Resource).toEqual([
      "arn:aws:logs:us-east-1:123456789012:log-group:/flashsale/app",
      "arn:aws:logs:us-east-1:123456789012:log-group:/flashsale/app:*",
    ]);
  });

  it("fit into a managed policy", () => {
    const text = JSON.stringify(documentOf(declaredWith({ name: "a-very-long-name-20" })));
    expect(text.replace(/\s/g, "").length).toBeLessThan(6144 - 1000);
    expect(text).not.toContain("${");
  });
});

describe("the permissions without a data store", () => {
  it("do not name its secret", () => {
    const all = declaredWith({ cache: { enabled: false } });
    expect(statementOf("ReadSecrets", all)?.Resource).toEqual(["db.secret#arn"]);
    expect(all.get("iam.policy")?.needs).toEqual(["db.secret"]);
  });

  it("name no secrets at all where there are none, and stand without the network", () => {
    const others = contents.flatMap(({ name }) =>
      name === "iam" ? [] : [[name, { enabled: false }] as const],
    );
    const all = declaredWith(Object.fromEntries(others));
    expect(statementOf("ReadSecrets", all)).toBeUndefined();
    expect(documentOf(all).Statement.length).toBe(documentOf().Statement.length - 1);
    expect(all.get("iam.policy")?.needs).toEqual([]);
  });
});

describe("the permissions in other partitions", () => {
  it("trust the EC2 of China there, and name its ARNs", () => {
    const all = declaredIn("aws-cn", "cn-north-1");
    expect(propsOf(all, "iam/role")["iam.role"]).toMatchObject({
      trustPolicy: { Statement: [{ Principal: { Service: "ec2.amazonaws.com.cn" } }] },
    });
    const attachments = propsOf(all, "iam/role-policy-attachment");
    expect(attachments["iam.managed-policy.AmazonSSMManagedInstanceCore"]).toMatchObject({
      policyArn: "arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
    const text = JSON.stringify(documentOf(all));
    expect(text).toContain("arn:aws-cn:ecr:cn-north-1:");
    expect(text).not.toContain('"arn:aws:');
  });

  it("trust the same EC2 in GovCloud", () => {
    const all = declaredIn("aws-us-gov", "us-gov-west-1");
    expect(propsOf(all, "iam/role")["iam.role"]).toMatchObject({
      trustPolicy: { Statement: [{ Principal: { Service: "ec2.amazonaws.com" } }] },
    });
    expect(JSON.stringify(documentOf(all))).toContain("arn:aws-us-gov:logs:us-gov-west-1:");
  });
});

describe("the settings of the permissions", () => {
  it("name everything after displayName, and what is the stack's own after name", () => {
    const all = declaredWith({ name: "shop", displayName: "Sale" });
    expect(propsOf(all, "iam/role")["iam.role"]?.name).toBe("SaleAppRole");
    expect(propsOf(all, "iam/policy")["iam.policy"]?.name).toBe("SaleAppPolicy");
    expect(propsOf(all, "iam/instance-profile")["iam.instance-profile"]?.name).toBe("SaleAppRole");
    expect(statementOf("PullImage", all)?.Resource).toMatch(/repository\/shop-app$/);
    expect(statementOf("PublishMetrics", all)?.Condition).toEqual({
      StringEquals: { "cloudwatch:namespace": "Sale" },
    });
  });

  it("attach the guide's managed policies where they are asked for, by name or ARN, each once", () => {
    const managed = [
      "CloudWatchFullAccess",
      "arn:aws:iam::aws:policy/AmazonMSKFullAccess",
      "AmazonSSMManagedInstanceCore",
    ];
    const all = declaredWith({ iam: { managedPolicies: managed } });
    const attachments = propsOf(all, "iam/role-policy-attachment");
    expect(Object.keys(attachments)).toEqual([
      "iam.policy-attachment",
      "iam.managed-policy.AmazonSSMManagedInstanceCore",
      "iam.managed-policy.CloudWatchFullAccess",
      "iam.managed-policy.AmazonMSKFullAccess",
    ]);
    expect(attachments["iam.managed-policy.CloudWatchFullAccess"]?.policyArn).toBe(
      "arn:aws:iam::aws:policy/CloudWatchFullAccess",
    );
  });
});

describe("what instances are handed", () => {
  it("is profile and role, and what must stand before they can act", () => {
    const settings = settingsOf(LATER_OFF);
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    const handles = declareSections({ ...PLACE, stack, settings, answers: answersWith() });
    const known = (address: string) => ({ name: `${address}#name`, arn: `${address}#arn` });
    expect(handles.iam?.instanceProfileName.resolve(known)).toBe("iam.instance-profile#name");
    expect(handles.iam?.instanceProfileArn.resolve(known)).toBe("iam.instance-profile#arn");
    expect(handles.iam?.roleName.resolve(known)).toBe("iam.role#name");
    expect(handles.iam?.roleArn.resolve(known)).toBe("iam.role#arn");
    expect(handles.iam?.before.map(({ address }) => address)).toEqual([
      "iam.instance-profile-role",
      "iam.policy-attachment",
      "iam.managed-policy.AmazonSSMManagedInstanceCore",
    ]);
    expect(iam.outputs(handles, settings)).toEqual([]);
  });
});
