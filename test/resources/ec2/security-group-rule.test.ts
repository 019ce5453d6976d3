import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import {
  securityGroupRule as rule,
  type SecurityGroupRuleProps,
} from "../../../src/resources/ec2/security-group-rule.ts";
import {
  type Bench,
  changed,
  createBench,
  createScope,
  inVpc,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
  toUpdate,
} from "./bench.ts";

const PROPS: SecurityGroupRuleProps = {
  groupId: "sg-1",
  direction: "ingress",
  protocol: "tcp",
  fromPort: 5432,
  toPort: 5432,
  source: { kind: "security-group", value: "sg-2" },
  description: "PostgreSQL from the application",
  tags: TAGS,
};
const FOUND: SecurityGroupRule = {
  SecurityGroupRuleId: "sgr-1",
  GroupId: "sg-1",
  IsEgress: false,
  IpProtocol: "tcp",
  FromPort: 5432,
  ToPort: 5432,
  ReferencedGroupInfo: { GroupId: "sg-2" },
  Description: "PostgreSQL from the application",
  Tags: TAG_LIST,
};
const DEFAULT: SecurityGroupRule = {
  SecurityGroupRuleId: "sgr-0",
  GroupId: "sg-1",
  IsEgress: true,
  IpProtocol: "-1",
  FromPort: -1,
  ToPort: -1,
  CidrIpv4: "0.0.0.0/0",
  Tags: [],
};

let bench: Bench;
const answer = (...rules: SecurityGroupRule[]) => ({ SecurityGroupRules: rules });
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeSecurityGroupRulesCommand).resolves(answer(FOUND));
});

describe("reading rules", () => {
  it("tells every prop and a natural key of what it lets through", async () => {
    const name = "sg-1/ingress/tcp/5432-5432/sg-2";
    expect(await rule.get(bench.aws, "sgr-1")).toEqual({
      id: "sgr-1",
      name,
      condition: "standing",
      status: "active",
      props: PROPS,
      attributes: { ruleId: "sgr-1" },
      tags: TAGS,
    });
    expect(rule.nameOf?.(PROPS)).toBe(name);
    expect(rule.nameOf?.({ direction: "ingress" })).toBeUndefined();
    const Filters = [{ Name: "security-group-rule-id", Values: ["sgr-1"] }];
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters });
  });

  it("lists the rules of our groups, strangers' too, but not the one that AWS made", async () => {
    const { Tags: _, ...theirs } = { ...FOUND, SecurityGroupRuleId: "sgr-9", CidrIpv4: "203.0.113.0/24" };
    const strange: SecurityGroupRule = { ...theirs, ReferencedGroupInfo: undefined };
    bench.safe.on(DescribeSecurityGroupRulesCommand).resolves(answer(DEFAULT, FOUND, strange));
    const listed = await rule.list(bench.aws, inVpc());
    expect(listed.map(({ name, tags }) => [name, tags])).toEqual([
      ["sg-1/ingress/tcp/5432-5432/sg-2", TAGS],
      ["sg-1/ingress/tcp/5432-5432/203.0.113.0/24", {}],
    ]);
    expect(rule.showsStrays).toBe(true);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [{ Name: "group-id", Values: ["sg-1"] }] });
  });

  it("reads nothing while no group is ours", async () => {
    expect(await rule.list(bench.aws, createScope({}))).toEqual([]);
    expect(sentBy(bench.safe)).toEqual([]);
  });

  it("lists none when the groups are gone", async () => {
    bench.safe.on(DescribeSecurityGroupRulesCommand).rejects(refusal("InvalidGroup.NotFound"));
    expect(await rule.list(bench.aws, inVpc())).toEqual([]);
  });

  it("names no source for a prefix list, which is never ours", async () => {
    const { ReferencedGroupInfo: _, ...found } = { ...FOUND, PrefixListId: "pl-1" };
    bench.safe.on(DescribeSecurityGroupRulesCommand).resolves(answer(found));
    const observed = await rule.get(bench.aws, "sgr-1");
    expect(observed?.name).toBeUndefined();
    expect(observed?.props.source).toBeUndefined();
  });

  it("is absent when EC2 does not know it", async () => {
    bench.safe
      .on(DescribeSecurityGroupRulesCommand)
      .rejectsOnce(refusal("InvalidSecurityGroupRuleId.NotFound"))
      .resolves({});
    expect(await rule.get(bench.aws, "sgr-1")).toBeUndefined();
    expect(await rule.get(bench.aws, "sgr-1")).toBeUndefined();
  });
});

describe("making a rule", () => {
  const made = { SecurityGroupRules: [{ SecurityGroupRuleId: "sgr-1" }] };
  const traffic = { IpProtocol: "tcp", FromPort: 5432, ToPort: 5432 };
  const Description = "PostgreSQL from the application";

  it.each([
    [
      "a group",
      { kind: "security-group", value: "sg-2" },
      { UserIdGroupPairs: [{ GroupId: "sg-2", Description }] },
    ],
    [
      "an IPv4 block",
      { kind: "cidr", value: "10.0.0.0/16" },
      { IpRanges: [{ CidrIp: "10.0.0.0/16", Description }] },
    ],
    ["an IPv6 block", { kind: "cidr", value: "::/0" }, { Ipv6Ranges: [{ CidrIpv6: "::/0", Description }] }],
  ] as const)("lets %s in with one call", async (_, source, member) => {
    bench.once.on(AuthorizeSecurityGroupIngressCommand).resolves(made);
    expect(await rule.create(bench.aws, { ...PROPS, source }, "token")).toEqual({ id: "sgr-1" });
    const input = {
      GroupId: "sg-1",
      IpPermissions: [{ ...traffic, ...member }],
      TagSpecifications: tagged("security-group-rule"),
    };
    expect(sentBy(bench.once)).toEqual([{ operation: "AuthorizeSecurityGroupIngress", input }]);
  });

  it("lets everything out without naming ports", async () => {
    bench.once.on(AuthorizeSecurityGroupEgressCommand).resolves(made);
    const source = { kind: "cidr", value: "10.0.0.0/16" } as const;
    const everything = { protocol: "-1", fromPort: -1, toPort: -1, description: "", source };
    await rule.create(bench.aws, { ...PROPS, direction: "egress", ...everything }, "token");
    expect(sentBy(bench.once)[0]).toMatchObject({
      operation: "AuthorizeSecurityGroupEgress",
      input: { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0/16" }] }] },
    });
  });

  it("leaves a rule that exists to the engine's judgement", async () => {
    bench.once.on(AuthorizeSecurityGroupIngressCommand).rejects(refusal("InvalidPermission.Duplicate"));
    await expect(rule.create(bench.aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("is sent again while EC2 does not know a new group yet", async () => {
    bench.once
      .on(AuthorizeSecurityGroupIngressCommand)
      .rejectsOnce(refusal("InvalidGroup.NotFound"))
      .resolves(made);
    expect(await rule.create(bench.aws, PROPS, "token")).toEqual({ id: "sgr-1" });
  });
});

describe("changing a rule", () => {
  it("sends the whole rule with its new description", async () => {
    bench.safe.on(ModifySecurityGroupRulesCommand).resolves({});
    const changes = [changed<SecurityGroupRuleProps>("description", "new")];
    await rule.update(bench.aws, "sgr-1", changes, toUpdate(bench, { ...PROPS, description: "new" }));
    const SecurityGroupRule = {
      IpProtocol: "tcp",
      FromPort: 5432,
      ToPort: 5432,
      ReferencedGroupId: "sg-2",
      Description: "new",
    };
    const input = {
      GroupId: "sg-1",
      SecurityGroupRules: [{ SecurityGroupRuleId: "sgr-1", SecurityGroupRule }],
    };
    expect(sentBy(bench.safe)).toEqual([{ operation: "ModifySecurityGroupRules", input }]);
  });

  it("makes it anew for everything but description and tags", () => {
    const inPlace = Object.keys(rule.compare).filter(
      (prop) => !(rule.replaceOn as readonly string[]).includes(prop),
    );
    expect(inPlace).toEqual(["description", "tags"]);
  });
});

describe("deleting a rule", () => {
  const input = { GroupId: "sg-1", SecurityGroupRuleIds: ["sgr-1"] };

  it("revokes by id, in the direction that the rule has", async () => {
    bench.safe
      .on(RevokeSecurityGroupIngressCommand)
      .resolves({})
      .on(RevokeSecurityGroupEgressCommand)
      .resolves({});
    await rule.delete(bench.aws, "sgr-1", toDelete(bench));
    bench.safe.on(DescribeSecurityGroupRulesCommand).resolves(answer({ ...FOUND, IsEgress: true }));
    await rule.delete(bench.aws, "sgr-1", toDelete(bench));
    const revoked = sentBy(bench.safe).filter(({ operation }) => operation.startsWith("Revoke"));
    expect(revoked).toEqual([
      { operation: "RevokeSecurityGroupIngress", input },
      { operation: "RevokeSecurityGroupEgress", input },
    ]);
  });

  it("succeeds when there is none", async () => {
    bench.safe.on(DescribeSecurityGroupRulesCommand).resolves({});
    expect(await rule.delete(bench.aws, "sgr-1", toDelete(bench))).toEqual([]);
  });

  it.each(["InvalidSecurityGroupRuleId.NotFound", "InvalidGroup.NotFound", "InvalidPermission.NotFound"])(
    "succeeds when it goes meanwhile: %s",
    async (name) => {
      bench.safe.on(RevokeSecurityGroupIngressCommand).rejects(refusal(name));
      expect(await rule.delete(bench.aws, "sgr-1", toDelete(bench))).toEqual([]);
    },
  );
});
