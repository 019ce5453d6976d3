import { ECSClient, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws } from "../../../src/aws/env.ts";
import { AmbiguousEnd } from "../../../src/errors.ts";
import { registerTaskDefinition } from "../../../src/resources/ecs/task-definition.ts";

describe("registering a task definition", () => {
  it("sends it as it is, by the client that repeats nothing unsure, and tells its ARN", async () => {
    const client = new ECSClient({ region: "us-east-1" });
    const stub = mockClient(client);
    const aws = { once: { ecs: client } } as unknown as Aws;
    const taskDefinitionArn = "arn:aws:ecs:us-east-1:314159265358:task-definition/flashsale-app:1";
    stub.on(RegisterTaskDefinitionCommand).resolves({ taskDefinition: { taskDefinitionArn } });
    const definition = { family: "flashsale-app", containerDefinitions: [] };
    expect(await registerTaskDefinition(aws, definition)).toBe(taskDefinitionArn);
    expect(stub.call(0).args[0].input).toEqual(definition);
    stub.on(RegisterTaskDefinitionCommand).resolves({});
    await expect(registerTaskDefinition(aws, definition)).rejects.toBeInstanceOf(AmbiguousEnd);
  });
});
