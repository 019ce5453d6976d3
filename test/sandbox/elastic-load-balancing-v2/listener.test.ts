import {
  AddTagsCommand,
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteTargetGroupCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import {
  type BalancingPractice,
  forward,
  type Ground,
  makeBalancer,
  makeGround,
  makeListener,
  makeTargets,
  practiseBalancing,
} from "./balancing.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:314159265358:certificate/one";

interface Scene {
  readonly practice: BalancingPractice;
  readonly ground: Ground;
  readonly balancer: string;
  readonly targets: string;
}

async function prepared(): Promise<Scene> {
  const practice = practiseBalancing();
  const ground = await makeGround(practice);
  const balancer = await makeBalancer(practice, ground);
  return { practice, ground, balancer, targets: await makeTargets(practice, ground) };
}

const refused = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call)).name;

const rule = ({ practice }: Scene, ListenerArn: string, Priority: number, paths = ["/actuator/*"]) =>
  practice.elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: paths } }],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
    }),
  );

describe("a listener", () => {
  const make = ({ practice, balancer, targets }: Scene, changes: Partial<CreateListenerCommandInput>) =>
    practice.elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancer,
        Port: 443,
        Protocol: "HTTPS",
        Certificates: [{ CertificateArn: CERTIFICATE }],
        DefaultActions: forward(targets),
        ...changes,
      }),
    );

  it("tells the target group twice, the second time with its weight, and AWS's own security policy", async () => {
    const scene = await prepared();
    const { Listeners } = await make(scene, {});
    const TargetGroups = [{ TargetGroupArn: scene.targets, Weight: 1 }];
    expect(Listeners).toMatchObject([
      {
        SslPolicy: "ELBSecurityPolicy-2016-08",
        DefaultActions: [{ Type: "forward", TargetGroupArn: scene.targets, ForwardConfig: { TargetGroups } }],
      },
    ]);
  });

  it.each([
    ["without a certificate", { Certificates: undefined }, "ValidationError"],
    [
      "with a certificate of another region",
      { Certificates: [{ CertificateArn: CERTIFICATE.replace("us-east-1", "eu-west-1") }] },
      "CertificateNotFoundException",
    ],
    [
      "with a policy that does not exist",
      { SslPolicy: "ELBSecurityPolicy-2000" },
      "SSLPolicyNotFoundException",
    ],
    ["of HTTP with a certificate", { Protocol: "HTTP" as const }, "InvalidConfigurationRequestException"],
    ["of a load balancer that does not exist", { LoadBalancerArn: "arn:x" }, "LoadBalancerNotFoundException"],
    [
      "to a target group that does not exist",
      { DefaultActions: forward("arn:x") },
      "TargetGroupNotFoundException",
    ],
  ])("is refused %s", async (_how, changes, name) => {
    expect(await refused(make(await prepared(), changes))).toBe(name);
  });

  it("is answered for a repeated create, and refused when the port has another", async () => {
    const scene = await prepared();
    const first = (await make(scene, {})).Listeners?.[0]?.ListenerArn;
    expect((await make(scene, {})).Listeners?.[0]?.ListenerArn).toBe(first);
    const other = make(scene, { SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" });
    expect(await refused(other)).toBe("DuplicateListenerException");
  });

  it("may lead to HTTPS, with what it does not say as it came", async () => {
    const { practice, balancer, targets } = await prepared();
    const ListenerArn = await makeListener(practice, balancer, forward(targets));
    const RedirectConfig = { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" as const };
    const { Listeners } = await practice.elb.send(
      new ModifyListenerCommand({ ListenerArn, DefaultActions: [{ Type: "redirect", RedirectConfig }] }),
    );
    expect(Listeners?.[0]?.DefaultActions).toEqual([
      {
        Type: "redirect",
        RedirectConfig: { ...RedirectConfig, Host: "#{host}", Path: "/#{path}", Query: "#{query}" },
      },
    ]);
  });
});

describe("the rules of a listener", () => {
  it("are told in the order of their priorities, the default action last", async () => {
    const scene = await prepared();
    const ListenerArn = await makeListener(scene.practice, scene.balancer, forward(scene.targets));
    await rule(scene, ListenerArn, 20);
    await rule(scene, ListenerArn, 3);
    const { Rules } = await scene.practice.elb.send(new DescribeRulesCommand({ ListenerArn }));
    expect(Rules?.map(({ Priority, IsDefault }) => [Priority, IsDefault])).toEqual([
      ["3", false],
      ["20", false],
      ["default", true],
    ]);
  });

  it("have each a priority of their own, from 1 to 50000, and at most five values", async () => {
    const scene = await prepared();
    const ListenerArn = await makeListener(scene.practice, scene.balancer, forward(scene.targets));
    await rule(scene, ListenerArn, 1);
    expect(await refused(rule(scene, ListenerArn, 1))).toBe("PriorityInUseException");
    expect(await refused(rule(scene, ListenerArn, 50_001))).toBe("ValidationError");
    const many = ["/1", "/2", "/3", "/4", "/5", "/6"];
    expect(await refused(rule(scene, ListenerArn, 2, many))).toBe("ValidationError");
  });

  it("go with their listener", async () => {
    const scene = await prepared();
    const ListenerArn = await makeListener(scene.practice, scene.balancer, forward(scene.targets));
    const arn = (await rule(scene, ListenerArn, 1)).Rules?.[0]?.RuleArn ?? "";
    await scene.practice.elb.send(new DeleteListenerCommand({ ListenerArn }));
    const look = scene.practice.elb.send(new DescribeRulesCommand({ RuleArns: [arn] }));
    expect(await refused(look)).toBe("RuleNotFoundException");
  });
});

describe("a target group", () => {
  it("cannot go while a listener sends requests there", async () => {
    const { practice, balancer, targets } = await prepared();
    const ListenerArn = await makeListener(practice, balancer, forward(targets));
    const remove = () => practice.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: targets }));
    expect(await refused(remove())).toBe("ResourceInUseException");
    await practice.elb.send(new DeleteListenerCommand({ ListenerArn }));
    await remove();
  });

  it("is used by one load balancer", async () => {
    const { practice, ground, balancer, targets } = await prepared();
    await makeListener(practice, balancer, forward(targets));
    const other = await makeBalancer(practice, ground, { Name: "other" });
    expect(await refused(makeListener(practice, other, forward(targets)))).toBe(
      "TargetGroupAssociationLimitException",
    );
    const { TargetGroups } = await practice.elb.send(new DescribeTargetGroupsCommand({}));
    expect(TargetGroups?.[0]?.LoadBalancerArns).toEqual([balancer]);
  });

  it("is answered for a repeated create, and refused when something else is asked for", async () => {
    const { practice, ground, targets } = await prepared();
    expect(await makeTargets(practice, ground)).toBe(targets);
    expect(await refused(makeTargets(practice, ground, { Port: 9090 }))).toBe(
      "DuplicateTargetGroupNameException",
    );
  });

  it("keeps what nobody asked it to change", async () => {
    const { practice, targets: TargetGroupArn } = await prepared();
    await practice.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: "/health" }));
    const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "30" }];
    await practice.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    const { TargetGroups } = await practice.elb.send(new DescribeTargetGroupsCommand({}));
    expect(TargetGroups).toMatchObject([{ HealthCheckPath: "/health", Matcher: { HttpCode: "200" } }]);
    const told = await practice.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(told.Attributes).toContainEqual({ Key: "stickiness.enabled", Value: "false" });
    expect(told.Attributes).toContainEqual(Attributes[0]);
  });
});

describe("tags", () => {
  it("are set and removed for several things at once", async () => {
    const { practice, balancer, targets } = await prepared();
    const ResourceArns = [balancer, targets];
    await practice.elb.send(
      new AddTagsCommand({
        ResourceArns,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await practice.elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ["a"] }));
    const { TagDescriptions } = await practice.elb.send(new DescribeTagsCommand({ ResourceArns }));
    expect(TagDescriptions).toEqual(
      ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] })),
    );
  });

  it("are told of at most 20 things in one call", async () => {
    const { practice, balancer } = await prepared();
    const ResourceArns = Array.from({ length: 21 }, () => balancer);
    expect(await refused(practice.elb.send(new DescribeTagsCommand({ ResourceArns })))).toBe(
      "ValidationError",
    );
  });
});
