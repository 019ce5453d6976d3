import {
  CreateListenerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  type Listener,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/engine/resource.ts";
import { AlreadyExists } from "../../../src/errors.ts";
import { type ListenerProps, listener } from "../../../src/resources/elastic-load-balancing-v2/listener.ts";
import {
  type ListenerRuleProps,
  listenerRule,
} from "../../../src/resources/elastic-load-balancing-v2/listener-rule.ts";
import { type MockedAws, mockAws } from "../auto-scaling/mocked-aws.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const PREFIX = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
const BALANCER = `${PREFIX}:loadbalancer/app/flashsale-alb/01`;
const LISTENER = `${PREFIX}:listener/app/flashsale-alb/01/02`;
const RULE = `${PREFIX}:listener-rule/app/flashsale-alb/01/02/03`;
const TARGETS = `${PREFIX}:targetgroup/flashsale-app/04`;
const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/one";
const POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

const props: ListenerProps = {
  loadBalancerArn: BALANCER,
  loadBalancerName: "flashsale-alb",
  port: 443,
  protocol: "HTTPS",
  action: { kind: "forward", targetGroupArn: TARGETS },
  certificateArn: CERTIFICATE,
  sslPolicy: POLICY,
  tags: { Name: "https" },
};
const told: Listener = {
  ListenerArn: LISTENER,
  LoadBalancerArn: BALANCER,
  Port: 443,
  Protocol: "HTTPS",
  Certificates: [{ CertificateArn: CERTIFICATE }],
  SslPolicy: POLICY,
  DefaultActions: [
    {
      Type: "forward",
      TargetGroupArn: TARGETS,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: TARGETS, Weight: 1 }] },
    },
  ],
};
const rule: ListenerRuleProps = {
  listenerArn: LISTENER,
  loadBalancerName: "flashsale-alb",
  priority: 2,
  pathPatterns: ["/actuator", "/actuator/*"],
  action: { kind: "not-found" },
  tags: { Name: "actuator" },
};
const toldRule: Rule = {
  RuleArn: RULE,
  Priority: "2",
  IsDefault: false,
  Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/actuator", "/actuator/*"] } }],
  Actions: [
    { Type: "fixed-response", FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain" } },
  ],
};

function standing(): MockedAws {
  const mocked = mockAws();
  const { safe } = mocked.balancing;
  safe.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [{ LoadBalancerArn: BALANCER }] });
  safe.on(DescribeListenersCommand).resolves({ Listeners: [told] });
  safe.on(DescribeRulesCommand).resolves({ Rules: [toldRule, { RuleArn: "default", IsDefault: true }] });
  safe.on(DescribeTagsCommand).resolves({
    TagDescriptions: [
      { ResourceArn: LISTENER, Tags: [{ Key: "Name", Value: "https" }] },
      { ResourceArn: RULE, Tags: [{ Key: "Name", Value: "actuator" }] },
    ],
  });
  safe.on(ModifyListenerCommand).resolves({});
  safe.on(ModifyRuleCommand).resolves({});
  return mocked;
}

const unknown = (): Scope => ({
  ...scopeOf([]),
  wanted: [{ loadBalancerName: "flashsale-alb" }],
});

describe("reading a listener", () => {
  it("tells its port, certificate and action, and the key by which it is known", async () => {
    const { loadBalancerName: _name, ...observable } = props;
    expect(await listener.get(standing().aws, LISTENER)).toMatchObject({
      id: LISTENER,
      name: `${BALANCER} 443`,
      condition: "standing",
      props: observable,
    });
  });

  it("is found through its load balancer's name while nothing else is known", async () => {
    const { aws, balancing } = standing();
    expect(await listener.list(aws, unknown())).toHaveLength(1);
    expect(operationsOf(balancing.safe)).toEqual([
      "DescribeLoadBalancers",
      "DescribeListeners",
      "DescribeTags",
    ]);
  });

  it("is found by its natural key without a look at the load balancer", async () => {
    const { aws, balancing } = standing();
    await listener.list(aws, scopeOf([`${BALANCER} 443`, `${BALANCER} 80`]));
    expect(inputsOf(balancing.safe, "DescribeListeners")).toEqual([{ LoadBalancerArn: BALANCER }]);
    expect(operationsOf(balancing.safe)).not.toContain("DescribeLoadBalancers");
  });

  it("is absent where the load balancer is", async () => {
    const { aws, balancing } = standing();
    balancing.safe.on(DescribeListenersCommand).rejects(refusal("LoadBalancerNotFoundException"));
    expect(await listener.list(aws, scopeOf([`${BALANCER} 443`]))).toEqual([]);
    expect(await listener.get(aws, LISTENER)).toBeUndefined();
  });

  it("tells no action where AWS has one that none of ours is like", async () => {
    const { aws, balancing } = standing();
    const weighted = { TargetGroups: [{ TargetGroupArn: TARGETS }, { TargetGroupArn: "other" }] };
    const odd: Listener = { ...told, DefaultActions: [{ Type: "forward", ForwardConfig: weighted }] };
    balancing.safe.on(DescribeListenersCommand).resolves({ Listeners: [odd] });
    expect((await listener.get(aws, LISTENER))?.props).not.toHaveProperty("action");
  });
});

describe("making a listener", () => {
  it("sends port, certificate and action in one call", async () => {
    const { aws, balancing } = standing();
    balancing.safe.on(DescribeListenersCommand).resolves({ Listeners: [] });
    balancing.once.on(CreateListenerCommand).resolves({ Listeners: [told] });
    expect(await listener.create(aws, props, "token")).toEqual({ id: LISTENER });
    expect(inputsOf(balancing.once, "CreateListener")).toEqual([
      {
        LoadBalancerArn: BALANCER,
        Port: 443,
        Protocol: "HTTPS",
        Certificates: [{ CertificateArn: CERTIFICATE }],
        SslPolicy: POLICY,
        DefaultActions: [{ Type: "forward", TargetGroupArn: TARGETS }],
        Tags: [{ Key: "Name", Value: "https" }],
      },
    ]);
  });

  it("leads from port 80 to the same place on port 443", async () => {
    const { aws, balancing } = standing();
    balancing.once.on(CreateListenerCommand).resolves({ Listeners: [told] });
    const http = {
      ...props,
      port: 80,
      protocol: "HTTP" as const,
      action: { kind: "redirect-to-https" as const },
    };
    const { certificateArn: _certificate, sslPolicy: _policy, ...plain } = http;
    await listener.create(aws, plain, "token");
    expect(inputsOf(balancing.once, "CreateListener")).toMatchObject([
      {
        Port: 80,
        DefaultActions: [
          { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
        ],
      },
    ]);
  });

  it("says that the port has one without sending the create", async () => {
    const { aws, balancing } = standing();
    await expect(listener.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(operationsOf(balancing.once)).toEqual([]);
  });
});

it("changes certificate, policy and action of a listener together", async () => {
  const { aws, balancing, watch } = standing();
  const observed = await listener.get(aws, LISTENER);
  if (observed === undefined) throw new Error("It stands.");
  const changes = [
    { prop: "certificateArn" as const, from: "", to: CERTIFICATE, cause: "settings" as const },
  ];
  await listener.update(aws, LISTENER, changes, { ...watch, observed, props, applyAt: "now" });
  expect(inputsOf(balancing.safe, "ModifyListener")).toEqual([
    {
      ListenerArn: LISTENER,
      Certificates: [{ CertificateArn: CERTIFICATE }],
      SslPolicy: POLICY,
      DefaultActions: [{ Type: "forward", TargetGroupArn: TARGETS }],
    },
  ]);
});

describe("a listener rule", () => {
  it("tells its paths and its listener; the default action is none", async () => {
    const { aws } = standing();
    const { loadBalancerName: _name, ...observable } = rule;
    const listed = await listenerRule.list(aws, scopeOf([`${LISTENER} 2`]));
    expect(listed).toMatchObject([{ id: RULE, name: `${LISTENER} 2`, props: observable }]);
    expect((await listenerRule.get(aws, RULE))?.props.listenerArn).toBe(LISTENER);
  });

  it("is found through the load balancer's name while nothing else is known", async () => {
    const { aws, balancing } = standing();
    expect(await listenerRule.list(aws, unknown())).toHaveLength(1);
    expect(operationsOf(balancing.safe)).toEqual([
      "DescribeLoadBalancers",
      "DescribeListeners",
      "DescribeRules",
      "DescribeTags",
    ]);
  });

  it("is made with its paths and action", async () => {
    const { aws, balancing } = standing();
    balancing.once.on(CreateRuleCommand).resolves({ Rules: [toldRule] });
    expect(await listenerRule.create(aws, rule, "token")).toEqual({ id: RULE });
    expect(inputsOf(balancing.once, "CreateRule")).toEqual([
      {
        ListenerArn: LISTENER,
        Priority: 2,
        Conditions: toldRule.Conditions,
        Actions: toldRule.Actions,
        Tags: [{ Key: "Name", Value: "actuator" }],
      },
    ]);
  });

  it("says that it exists when its priority is in use", async () => {
    const { aws, balancing } = standing();
    balancing.once.on(CreateRuleCommand).rejects(refusal("PriorityInUseException"));
    await expect(listenerRule.create(aws, rule, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("changes paths and action together", async () => {
    const { aws, balancing, watch } = standing();
    const observed = await listenerRule.get(aws, RULE);
    if (observed === undefined) throw new Error("It stands.");
    const changes = [{ prop: "pathPatterns" as const, from: [], to: ["/x"], cause: "settings" as const }];
    const wanted = { ...rule, pathPatterns: ["/x"] };
    await listenerRule.update(aws, RULE, changes, { ...watch, observed, props: wanted, applyAt: "now" });
    expect(inputsOf(balancing.safe, "ModifyRule")).toEqual([
      {
        RuleArn: RULE,
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/x"] } }],
        Actions: toldRule.Actions,
      },
    ]);
  });

  it("goes without complaint when it or its listener is gone", async () => {
    const { aws, balancing, watch } = mockAws();
    balancing.safe.on(DeleteRuleCommand).rejects(refusal("RuleNotFoundException"));
    balancing.safe.on(DeleteListenerCommand).rejects(refusal("ListenerNotFoundException"));
    expect(await listenerRule.delete(aws, RULE, { ...watch, force: true })).toEqual([]);
    expect(await listener.delete(aws, LISTENER, { ...watch, force: true })).toEqual([]);
  });
});
