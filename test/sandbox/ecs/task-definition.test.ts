import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { practise, refusalOf } from "../harness.ts";

const ROLE = "arn:aws:iam::314159265358:role/FlashSaleTaskRole";

const FARGATE: RegisterTaskDefinitionCommandInput = {
  family: "flashsale-app",
  requiresCompatibilities: ["FARGATE"],
  networkMode: "awsvpc",
  cpu: "1024",
  memory: "2048",
  executionRoleArn: ROLE,
  containerDefinitions: [
    { name: "app", image: "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app:latest" },
  ],
};

function practiseEcs(options: Parameters<typeof practise>[0] = {}) {
  const { sandbox } = practise(options);
  const { region, credentials } = sandbox;
  const client = new ECSClient({ region, credentials, maxAttempts: 1 });
  client.middlewareStack.use(sandbox.plugin());
  const register = (changes: Partial<RegisterTaskDefinitionCommandInput> = {}) =>
    client.send(new RegisterTaskDefinitionCommand({ ...FARGATE, ...changes }));
  return { sandbox, client, register };
}

describe("a task definition in the sandbox", () => {
  it("gets a new revision with each registration, and the newest is told by its family", async () => {
    const { client, register, sandbox } = practiseEcs();
    await register();
    const { taskDefinition } = await register({
      cpu: "2048",
      memory: "4096",
      tags: [{ key: "Name", value: "x" }],
    });
    expect(taskDefinition).toMatchObject({
      taskDefinitionArn: "arn:aws:ecs:us-east-1:314159265358:task-definition/flashsale-app:2",
      revision: 2,
      status: "ACTIVE",
      compatibilities: ["FARGATE"],
    });
    const told = await client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: "flashsale-app", include: ["TAGS"] }),
    );
    expect(told.taskDefinition?.revision).toBe(2);
    expect(told.tags).toEqual([{ key: "Name", value: "x" }]);
    const first = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: "flashsale-app:1" }));
    expect(first.taskDefinition?.cpu).toBe("1024");
    expect(sandbox.list().map(({ service, type, id }) => `${service} ${type} ${id}`)).toEqual([
      "ECS task-definition flashsale-app:1",
      "ECS task-definition flashsale-app:2",
    ]);
  });

  it.each([
    ["a size that Fargate has not", { memory: "1024" }, /No Fargate configuration/],
    ["another network mode", { networkMode: "bridge" as const }, /only supports network mode/],
    ["no execution role", { executionRoleArn: undefined }, /execution role/],
    ["no containers", { containerDefinitions: [] }, /at least one container/],
    ["a container without an image", { containerDefinitions: [{ name: "app" }] }, /image/],
    ["a bad family", { family: "a b" }, /invalid characters/],
    [
      "a name that is both variable and secret",
      {
        containerDefinitions: [
          {
            name: "app",
            image: "x",
            environment: [{ name: "A", value: "1" }],
            secrets: [{ name: "A", valueFrom: "arn" }],
          },
        ],
      },
      /unique/,
    ],
  ])("is refused with %s", async (_, changes, message) => {
    const { register } = practiseEcs();
    const refusal = await refusalOf(register(changes as Partial<RegisterTaskDefinitionCommandInput>));
    expect(refusal.name).toBe("ClientException");
    expect(refusal.message).toMatch(message);
  });

  it("is not described when it is not there", async () => {
    const { client } = practiseEcs();
    const asked = client.send(new DescribeTaskDefinitionCommand({ taskDefinition: "flashsale-app" }));
    expect((await refusalOf(asked)).name).toBe("ClientException");
  });

  it("needs the permission to hand its role over", async () => {
    const allowed = { Effect: "Allow", Action: "ecs:*", Resource: "*" };
    const policy = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [allowed] }));
    const { register } = practiseEcs({ policy });
    expect((await refusalOf(register())).name).toBe("AccessDeniedException");
  });
});
