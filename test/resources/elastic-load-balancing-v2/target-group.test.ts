import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RemoveTagsCommand,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/engine/change.ts";
import { AlreadyExists } from "../../../src/errors.ts";
import {
  type TargetGroupProps,
  targetGroup,
} from "../../../src/resources/elastic-load-balancing-v2/target-group.ts";
import { type MockedAws, mockAws } from "../auto-scaling/mocked-aws.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const PREFIX = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup";
const ARN = `${PREFIX}/flashsale-app/0123`;
const props: TargetGroupProps = {
  name: "flashsale-app",
  vpcId: "vpc-1",
  protocol: "HTTP",
  port: 8080,
  targetType: "instance",
  healthCheckPath: "/actuator/health",
  healthCheckMatcher: "200",
  healthyThreshold: 2,
  unhealthyThreshold: 6,
  deregistrationDelaySeconds: 30,
  tags: { Name: "flashsale-app" },
};
const told: TargetGroup = {
  TargetGroupArn: ARN,
  TargetGroupName: "flashsale-app",
  VpcId: "vpc-1",
  Protocol: "HTTP",
  Port: 8080,
  TargetType: "instance",
  HealthCheckPath: "/actuator/health",
  Matcher: { HttpCode: "200" },
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 6,
  LoadBalancerArns: ["arn:lb"],
};

const named = (name: string): TargetGroup => ({
  ...told,
  TargetGroupName: name,
  TargetGroupArn: `${PREFIX}/${name}/0123`,
});

function standing(groups: readonly TargetGroup[] = [told]): MockedAws {
  const mocked = mockAws();
  const { safe } = mocked.balancing;
  const tags = groups.map(({ TargetGroupArn }) => ({
    ResourceArn: TargetGroupArn ?? "",
    Tags: [{ Key: "Name", Value: "flashsale-app" }],
  }));
  safe.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [...groups] });
  safe.on(DescribeTagsCommand).resolves({ TagDescriptions: tags });
  safe.on(DescribeTargetGroupAttributesCommand).resolves({
    Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "30" }],
  });
  for (const command of [ModifyTargetGroupCommand, ModifyTargetGroupAttributesCommand])
    safe.on(command as never).resolves({});
  safe.on(AddTagsCommand).resolves({});
  safe.on(RemoveTagsCommand).resolves({});
  return mocked;
}

async function change(
  { aws, watch }: MockedAws,
  ...changes: readonly Change<TargetGroupProps>[]
): Promise<void> {
  const observed = await targetGroup.get(aws, ARN);
  if (observed === undefined) throw new Error("It stands.");
  const wanted = { ...props, ...Object.fromEntries(changes.map(({ prop, to }) => [prop, to])) };
  await targetGroup.update(aws, ARN, changes, { ...watch, observed, props: wanted, applyAt: "now" });
}

const to = (prop: keyof TargetGroupProps, value: unknown, dropped?: string[]): Change<TargetGroupProps> => ({
  prop,
  from: undefined,
  to: value,
  cause: "settings",
  ...(dropped === undefined ? {} : { dropped }),
});

describe("reading a target group", () => {
  it("tells its port, its health check and how long targets may finish", async () => {
    const { aws } = standing();
    expect(await targetGroup.get(aws, ARN)).toEqual({
      id: ARN,
      name: "flashsale-app",
      condition: "standing",
      status: "in use",
      props,
      attributes: { targetGroupArn: ARN, fullName: "targetgroup/flashsale-app/0123" },
      tags: { Name: "flashsale-app" },
    });
  });

  it("lists groups of its name and those made anew under a further name, and reads no others", async () => {
    const names = ["flashsale-app", "flashsale-app-2", "flashsale-app-old", "other"];
    const { aws, balancing } = standing(names.map(named));
    const listed = await targetGroup.list(aws, scopeOf(["flashsale-app"]));
    expect(listed.map(({ name }) => name)).toEqual(["flashsale-app", "flashsale-app-2"]);
    expect(inputsOf(balancing.safe, "DescribeTargetGroupAttributes")).toHaveLength(2);
  });

  it("leaves out one that goes between the reads", async () => {
    const { aws, balancing } = standing();
    balancing.safe.on(DescribeTargetGroupAttributesCommand).rejects(refusal("TargetGroupNotFoundException"));
    expect(await targetGroup.get(aws, ARN)).toBeUndefined();
  });
});

describe("making a target group", () => {
  it("sends all but the delay, which the create call cannot set", async () => {
    const { aws, balancing } = standing();
    balancing.safe.on(DescribeTargetGroupsCommand).rejects(refusal("TargetGroupNotFoundException"));
    balancing.once.on(CreateTargetGroupCommand).resolves({ TargetGroups: [told] });
    expect(await targetGroup.create(aws, props, "token")).toEqual({ id: ARN });
    expect(inputsOf(balancing.once, "CreateTargetGroup")).toEqual([
      {
        Name: "flashsale-app",
        VpcId: "vpc-1",
        Protocol: "HTTP",
        Port: 8080,
        TargetType: "instance",
        HealthCheckProtocol: "HTTP",
        HealthCheckPath: "/actuator/health",
        Matcher: { HttpCode: "200" },
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 6,
        Tags: [{ Key: "Name", Value: "flashsale-app" }],
      },
    ]);
    expect(targetGroup.afterCreate).toEqual(["deregistrationDelaySeconds"]);
  });

  it("says that it exists without sending the create", async () => {
    const { aws, balancing } = standing();
    await expect(targetGroup.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(operationsOf(balancing.once)).toEqual([]);
  });
});

describe("changing a target group", () => {
  it("is repeated while the group that was only just made is unknown to the calls that change it", async () => {
    const mocked = standing();
    for (const command of [ModifyTargetGroupCommand, ModifyTargetGroupAttributesCommand, AddTagsCommand])
      mocked.balancing.safe
        .on(command as never)
        .rejectsOnce(refusal("TargetGroupNotFound"))
        .resolves({});
    await change(
      mocked,
      to("healthCheckPath", "/"),
      to("deregistrationDelaySeconds", 5),
      to("tags", { Name: "x" }),
    );
    for (const operation of ["ModifyTargetGroup", "ModifyTargetGroupAttributes", "AddTags"])
      expect(inputsOf(mocked.balancing.safe, operation)).toHaveLength(2);
  });

  it("sets the health check as a whole", async () => {
    const mocked = standing();
    await change(mocked, to("healthCheckMatcher", "200-299"));
    expect(inputsOf(mocked.balancing.safe, "ModifyTargetGroup")).toEqual([
      {
        TargetGroupArn: ARN,
        HealthCheckPath: "/actuator/health",
        Matcher: { HttpCode: "200-299" },
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 6,
      },
    ]);
  });

  it("sets the delay by its attribute", async () => {
    const mocked = standing();
    await change(mocked, to("deregistrationDelaySeconds", 60));
    expect(inputsOf(mocked.balancing.safe, "ModifyTargetGroupAttributes")).toEqual([
      { TargetGroupArn: ARN, Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "60" }] },
    ]);
  });

  it("sets tags, and removes only those that it is told to drop", async () => {
    const mocked = standing();
    await change(mocked, to("tags", { stage: "live" }, ["team"]));
    expect(inputsOf(mocked.balancing.safe, "AddTags")).toEqual([
      { ResourceArns: [ARN], Tags: [{ Key: "stage", Value: "live" }] },
    ]);
    expect(inputsOf(mocked.balancing.safe, "RemoveTags")).toEqual([
      { ResourceArns: [ARN], TagKeys: ["team"] },
    ]);
  });
});

it("repeats a delete while a listener that is already gone is still thought to use it", async () => {
  const { aws, balancing, watch } = mockAws();
  balancing.safe
    .on(DeleteTargetGroupCommand)
    .rejectsOnce(
      refusal("ResourceInUseException", "Target group is currently in use by a listener or a rule"),
    )
    .resolves({});
  expect(await targetGroup.delete(aws, ARN, { ...watch, force: true })).toEqual([]);
  expect(operationsOf(balancing.safe)).toHaveLength(2);
});
