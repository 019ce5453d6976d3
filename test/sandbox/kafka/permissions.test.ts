import { CreateClusterV2Command, DeleteTopicCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import { createTopic, encode, makeGround, makeStanding, practiseKafka, requestFor } from "./cluster.ts";

const policyFor = (...actions: string[]) =>
  parsePolicy(JSON.stringify({ Statement: { Effect: "Allow", Action: actions, Resource: "*" } }));

/** What a cluster needs besides MSK's own action. */
const BESIDES = ["ec2:*", "kms:*", "iam:CreateServiceLinkedRole"];

describe("permissions for MSK in the sandbox", () => {
  it.each([
    ["iam:CreateServiceLinkedRole", ["kafka:*", "ec2:*", "kms:*"]],
    ["kafka:TagResource", ["kafka:CreateClusterV2", ...BESIDES]],
    ["kms:DescribeKey", ["kafka:*", "ec2:*", "iam:*"]],
    ["kafka:CreateClusterV2", BESIDES],
  ])("include %s for a new cluster", async (action, others) => {
    const practice = practiseKafka({ policy: policyFor(...others) });
    const ground = await makeGround(practice);
    const command = new CreateClusterV2Command({ ...requestFor(ground), Tags: { team: "sale" } });
    const refused = await refusalOf(practice.kafka.send(command));
    expect(refused).toMatchObject({ name: "AccessDeniedException", $metadata: { httpStatusCode: 403 } });
    expect(refused.message).toContain(action);
  });

  it.each([
    ["kafka:CreateTopic", ["kafka-cluster:*"]],
    ["kafka-cluster:Connect", ["kafka:*", "kafka-cluster:CreateTopic"]],
    ["kafka-cluster:CreateTopic", ["kafka:*", "kafka-cluster:Connect"]],
  ])("include %s for a new topic, of IAM and of Kafka alike", async (action, others) => {
    const admin = practiseKafka();
    const { arn } = await makeStanding(admin);
    const practice = practiseKafka({
      file: admin.file,
      now: () => admin.sandbox.clock.now(),
      policy: policyFor(...others),
    });
    expect((await refusalOf(createTopic(practice, arn))).message).toContain(action);
  });

  it("name the topic by its own ARN", async () => {
    const admin = practiseKafka();
    const { arn } = await makeStanding(admin);
    await createTopic(admin, arn, { Configs: encode({}) });
    const topics = `${arn.replace(":cluster/", ":topic/")}/other-*`;
    const policy = parsePolicy(
      JSON.stringify({
        Statement: [
          { Effect: "Allow", Action: ["kafka:*", "kafka-cluster:Connect"], Resource: "*" },
          { Effect: "Allow", Action: "kafka-cluster:*", Resource: topics },
        ],
      }),
    );
    const practice = practiseKafka({ file: admin.file, now: () => admin.sandbox.clock.now(), policy });
    const command = new DeleteTopicCommand({ ClusterArn: arn, TopicName: "flash-sale-orders" });
    const { message } = await refusalOf(practice.kafka.send(command));
    expect(message).toContain("kafka-cluster:DescribeTopic");
    expect(message).toContain(":topic/flashsale-kafka/");
  });
});
