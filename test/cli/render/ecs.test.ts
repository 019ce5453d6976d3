import { CreateServiceRequest$, RegisterTaskDefinitionRequest$ } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { applyEcs, renderEcs, toTaskDefinition } from "../../../src/cli/render/ecs.ts";
import { findInputFault } from "../../../src/sandbox/schema-check.ts";
import { AWKWARD, FACTS, SECRET_ARN } from "./facts.ts";

const CHOICE = { cluster: "flashsale" };

const documentsOf = (facts = FACTS, choice: Parameters<typeof renderEcs>[1] = CHOICE) =>
  Object.fromEntries(renderEcs(facts, choice).map(({ file, text }) => [file, JSON.parse(text)]));

const GROUP = "arn:aws:elasticloadbalancing:us-east-1:314159265358:targetgroup/x/0a";

describe("the task definition", () => {
  it("is what the SDK's own schema of RegisterTaskDefinition takes", () => {
    const definition = documentsOf()["task-definition.json"];
    expect(findInputFault(RegisterTaskDefinitionRequest$, definition)).toBeUndefined();
    expect(findInputFault(RegisterTaskDefinitionRequest$, toTaskDefinition(FACTS, CHOICE))).toBeUndefined();
    expect(findInputFault(RegisterTaskDefinitionRequest$, { ...definition, cpuu: "1" })).toMatchObject({
      kind: "unknown",
    });
    expect(
      findInputFault(RegisterTaskDefinitionRequest$, { ...definition, family: undefined }),
    ).toMatchObject({
      kind: "missing",
    });
  });

  it("has the image, values as they are, and secrets by reference alone", () => {
    const definition = documentsOf()["task-definition.json"];
    const [container] = definition.containerDefinitions;
    expect(container.image).toBe("314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app:latest");
    expect(container.environment).toEqual([
      { name: "DB_HOST", value: "db.example" },
      { name: "DB_PORT", value: "5432" },
      { name: "AWKWARD", value: AWKWARD },
    ]);
    expect(container.secrets).toEqual([{ name: "DB_PASSWORD", valueFrom: SECRET_ARN }]);
    expect(definition.executionRoleArn).toBe("arn:aws:iam::314159265358:role/FlashSaleTaskRole");
    expect(definition.tags).toEqual([
      { key: "Name", value: "flashsale-app" },
      { key: "team", value: "sale" },
    ]);
  });

  it.each([
    ["amd64", "X86_64"],
    ["arm64", "ARM64"],
  ] as const)("runs on the processor that the image is built for: %s", (architecture, cpuArchitecture) => {
    const definition = documentsOf({ ...FACTS, architecture })["task-definition.json"];
    expect(definition.runtimePlatform).toEqual({ operatingSystemFamily: "LINUX", cpuArchitecture });
  });
});

describe("the service", () => {
  it("is what the SDK's own schema of CreateService takes, with a load balancer or without", () => {
    for (const targetGroupArn of [undefined, GROUP]) {
      const service = documentsOf(FACTS, { ...CHOICE, targetGroupArn })["service.json"];
      expect(findInputFault(CreateServiceRequest$, service)).toBeUndefined();
    }
  });

  it("stands in the application's subnets and security group", () => {
    expect(documentsOf()["service.json"]).toMatchObject({
      cluster: "flashsale",
      serviceName: "flashsale-app",
      desiredCount: 5,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-0a", "subnet-0b"],
          securityGroups: ["sg-0a"],
          assignPublicIp: "DISABLED",
        },
      },
    });
  });

  it("has public addresses where nothing else leads to the internet", () => {
    const service = documentsOf({ ...FACTS, isPublic: true })["service.json"];
    expect(service.networkConfiguration.awsvpcConfiguration.assignPublicIp).toBe("ENABLED");
  });

  it("is registered with a target group only if one is given", () => {
    expect(documentsOf()["service.json"]).not.toHaveProperty("loadBalancers");
    expect(documentsOf()["service.json"]).not.toHaveProperty("healthCheckGracePeriodSeconds");
    expect(documentsOf(FACTS, { ...CHOICE, targetGroupArn: GROUP })["service.json"]).toMatchObject({
      loadBalancers: [{ targetGroupArn: GROUP, containerName: "app", containerPort: 8080 }],
      healthCheckGracePeriodSeconds: 300,
    });
  });
});

describe("what is run to apply it", () => {
  it("makes the role that the task definition names, with the application's own policy", () => {
    const commands = applyEcs(FACTS, CHOICE);
    expect(commands[0]).toBe(
      "aws iam create-role --role-name FlashSaleTaskRole --assume-role-policy-document file://trust-policy.json",
    );
    expect(commands.join("\n")).toContain(`--policy-arn ${FACTS.policyArn}`);
    const files = renderEcs(FACTS, CHOICE).map(({ file }) => file);
    const named = commands.flatMap((line) => [...line.matchAll(/file:\/\/(\S+)/g)].map(([, file]) => file));
    expect(named.toSorted()).toEqual(files.toSorted());
  });

  it("trusts ECS for this account alone", () => {
    const { Statement: statements } = documentsOf()["trust-policy.json"];
    expect(statements).toMatchObject([
      {
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "314159265358" } },
      },
    ]);
  });
});
