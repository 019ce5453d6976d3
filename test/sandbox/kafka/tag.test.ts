import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { makeStanding, practiseKafka } from "./cluster.ts";

describe("tags of a cluster in the sandbox", () => {
  it("are added, removed and listed", async () => {
    const practice = practiseKafka();
    const { arn: ResourceArn } = await makeStanding(practice);
    const { kafka } = practice;
    await kafka.send(new TagResourceCommand({ ResourceArn, Tags: { a: "1", b: "2" } }));
    await kafka.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    expect((await kafka.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual({ b: "2" });
    const reserved = kafka.send(new TagResourceCommand({ ResourceArn, Tags: { "aws:x": "1" } }));
    expect((await refusalOf(reserved)).name).toBe("BadRequestException");
  });
});
