import { describe, expect, it } from "vitest";
import type { ScaleSettings } from "../../../src/sections/scale/settings.ts";
import { answersWith, type Declared, declared, settingsOf } from "../declared.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

const ready = { "deploy.image": { ready: true, digest: "sha256:1" } };

/** What the section declares, by address. */
function ofScale(scale: Partial<ScaleSettings> = {}, answers: Readonly<Record<string, unknown>> = ready) {
  const all = declared(settingsOf({ scale }), answersWith(3, answers));
  return new Map([...all].filter(([address]) => address.startsWith("scale.")));
}

const propsAt = (address: string, ...how: Parameters<typeof ofScale>): Declared["props"] | undefined =>
  ofScale(...how).get(address)?.props;

describe("scaling as the guide has it", () => {
  it("is a load balancer with its rules, a group, two policies and the alarms that the guide lacks", () => {
    expect([...ofScale().keys()]).toEqual([
      "scale.target-group",
      "scale.load-balancer",
      "scale.listener.http",
      "scale.rule.health",
      "scale.rule.actuator",
      "scale.group",
      "scale.policy.up",
      "scale.alarm.up",
      "scale.policy.down",
      "scale.alarm.down",
    ]);
  });

  it("has a load balancer over the edge subnets, after the way to the internet", () => {
    const { props, needs } = ofScale().get("scale.load-balancer") ?? {};
    expect(props).toEqual({
      name: "flashsale-alb",
      scheme: "internet-facing",
      subnetIds: [1, 2, 3].map((number) => `network.subnet.edge-${number}#subnetId`),
      securityGroupIds: ["network.security-group.load-balancer#groupId"],
    });
    expect(needs).toEqual(
      expect.arrayContaining([
        "network.internet-gateway-attachment",
        "network.route.edge",
        "network.association.edge-1",
      ]),
    );
  });

  it("asks for the application's health on its port", () => {
    expect(propsAt("scale.target-group")).toEqual({
      name: "flashsale-app",
      vpcId: "network.vpc#vpcId",
      protocol: "HTTP",
      port: 8080,
      targetType: "instance",
      healthCheckPath: "/actuator/health/readiness",
      healthCheckMatcher: "200",
      healthyThreshold: 2,
      unhealthyThreshold: 6,
      deregistrationDelaySeconds: 30,
    });
  });

  it("shows of /actuator its health and nothing else", () => {
    expect(propsAt("scale.rule.health")).toMatchObject({
      priority: 1,
      pathPatterns: ["/actuator/health"],
      action: { kind: "forward", targetGroupArn: "scale.target-group#targetGroupArn" },
    });
    expect(propsAt("scale.rule.actuator")).toMatchObject({
      priority: 2,
      pathPatterns: ["/actuator", "/actuator/*"],
      action: { kind: "not-found" },
    });
  });

  it("has the guide's group, value for value, on a pinned version of the launch template", () => {
    expect(propsAt("scale.group")).toMatchObject({
      name: "flashsale-asg",
      launchTemplateId: "deploy.launch-template#launchTemplateId",
      launchTemplateVersion: "deploy.launch-template#defaultVersion",
      min: 3,
      max: 20,
      desired: 5,
      subnetIds: [1, 2, 3].map((number) => `network.subnet.application-${number}#subnetId`),
      targetGroupArns: ["scale.target-group#targetGroupArn"],
      healthCheckType: "ELB",
      healthCheckGraceSeconds: 300,
    });
  });

  it("starts instances only after listener, role, way out and log group", () => {
    expect(ofScale().get("scale.group")?.needs).toEqual(
      expect.arrayContaining([
        "scale.listener.http",
        "scale.rule.actuator",
        "iam.instance-profile-role",
        "deploy.log-group",
        "network.route.application-1",
      ]),
    );
  });

  it("has the guide's policies, each with an alarm that fires it", () => {
    expect(propsAt("scale.policy.up")).toEqual({
      groupName: "scale.group#name",
      name: "scale-up",
      rule: { kind: "step", adjustment: 2, cooldownSeconds: 300 },
    });
    expect(propsAt("scale.policy.down")?.rule).toMatchObject({ adjustment: -1 });
    expect(propsAt("scale.alarm.up")).toMatchObject({
      name: "flashsale-scale-up",
      source: {
        namespace: "AWS/EC2",
        metric: "CPUUtilization",
        dimensions: { AutoScalingGroupName: "flashsale-asg" },
        statistic: "Average",
      },
      comparison: "GreaterThanThreshold",
      threshold: 70,
      alarmActions: ["scale.policy.up#policyArn"],
    });
    expect(propsAt("scale.alarm.down")).toMatchObject({
      name: "flashsale-scale-down",
      comparison: "LessThanThreshold",
      threshold: 30,
      alarmActions: ["scale.policy.down#policyArn"],
    });
  });
});

describe("a group without its image", () => {
  const waiting = { "deploy.image": { ready: false } };

  it("has no instances, but is reckoned with those that it is to have", () => {
    expect(propsAt("scale.group", {}, waiting)).toMatchObject({
      min: 0,
      desired: 0,
      max: 20,
      expectedInstances: 5,
      publicAddresses: false,
    });
  });

  it("keeps the instances that it has when the image can no longer be seen", () => {
    expect(propsAt("scale.group", {}, { ...waiting, "scale.running": true })).toMatchObject({
      min: 3,
      desired: 5,
    });
  });
});

describe("scaling by other settings", () => {
  it("asks for health where, and counts it as, the settings say", () => {
    const other = ofScale({ healthCheckPath: "/healthz", healthCheckType: "EC2" });
    expect(other.get("scale.target-group")?.props.healthCheckPath).toBe("/healthz");
    expect(other.get("scale.group")?.props.healthCheckType).toBe("EC2");
  });

  it("gives an instance up later than a database takes to fail over", () => {
    const { unhealthyThreshold = 0 } = propsAt("scale.target-group") ?? {};
    expect(Number(unhealthyThreshold) * 30).toBeGreaterThan(120);
  });

  it("serves on port 443 with a certificate, and leads there from port 80", () => {
    const https = ofScale({ certificateArn: CERTIFICATE });
    expect(https.get("scale.listener.http")?.props).toMatchObject({
      port: 80,
      action: { kind: "redirect-to-https" },
    });
    expect(https.get("scale.listener.https")?.props).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificateArn: CERTIFICATE,
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      action: { kind: "not-found" },
    });
    expect(https.get("scale.rule.https.actuator")?.props).toMatchObject({
      listenerArn: "scale.listener.https#listenerArn",
      pathPatterns: ["/actuator", "/actuator/*"],
      action: { kind: "not-found" },
    });
    expect(https.get("scale.group")?.needs).toContain("scale.listener.https");
  });

  it("leads to port 443 only once that serves as port 80 did", () => {
    const https = ofScale({ certificateArn: CERTIFICATE });
    expect(https.get("scale.listener.http")?.needs).toEqual(
      expect.arrayContaining([
        "scale.listener.https",
        "scale.rule.https.health",
        "scale.rule.https.actuator",
        "scale.rule.https.application",
      ]),
    );
    for (const address of ["scale.rule.health", "scale.rule.actuator"])
      expect(https.get(address)?.props).toMatchObject({
        listenerArn: "scale.listener.http#listenerArn",
        action: { kind: "redirect-to-https" },
      });
  });

  it("serves on port 443 only once it hides what the application tells about itself", () => {
    const application = ofScale({ certificateArn: CERTIFICATE }).get("scale.rule.https.application");
    expect(application?.props).toMatchObject({ pathPatterns: ["/*"], action: { kind: "forward" } });
    expect(application?.needs).toContain("scale.rule.https.actuator");
  });

  it("has AWS keep the CPU near one value with target tracking, and no alarms of its own", () => {
    const tracking = ofScale({ policy: "target-tracking", targetCpu: 60 });
    expect(tracking.get("scale.policy.target")?.props.rule).toEqual({
      kind: "target-tracking",
      cpuPercent: 60,
    });
    expect([...tracking.keys()].filter((address) => /alarm|policy\.(up|down)/.test(address))).toEqual([]);
  });

  it("takes sizes, steps and loads from the settings", () => {
    const scale = {
      min: 1,
      max: 4,
      desired: 2,
      scaleUpAdjustment: 3,
      scaleDownAdjustment: -2,
      cpuHigh: 80,
      cpuLow: 20,
      cooldownSeconds: 60,
    };
    expect(propsAt("scale.group", scale)).toMatchObject({ min: 1, max: 4, desired: 2, expectedInstances: 2 });
    expect(propsAt("scale.policy.up", scale)?.rule).toMatchObject({ adjustment: 3, cooldownSeconds: 60 });
    expect(propsAt("scale.policy.down", scale)?.rule).toMatchObject({ adjustment: -2 });
    expect(propsAt("scale.alarm.up", scale)?.threshold).toBe(80);
    expect(propsAt("scale.alarm.down", scale)?.threshold).toBe(20);
  });
});
