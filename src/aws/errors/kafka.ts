import { again } from "../../advice.ts";
import { type ErrorTable, meaning, setting, TELLINGS } from "./row.ts";

/**
 * Amazon MSK says most with BadRequestException and a sentence; whether a cluster is only busy is asked of its state, never read
 * from that. Sources: MSK API reference and developer guide, "Topic operations"; the issue trackers of terraform-aws-msk modules.
 */
export const kafka: ErrorTable = [
  meaning("absent", ["NotFound", "UnknownTopicOrPartition"]),
  meaning("exists", ["TopicExists"]),
  {
    names: ["BadRequest"],
    message: /service.?linked.?role/i,
    meaning: "not-yet",
    told: {
      code: "ServiceRoleMissing",
      summary: "AWS lacks a role of its own",
      means:
        "Amazon MSK works with a role of its own, which it makes with the first cluster of an account: for that the caller needs the permission iam:CreateServiceLinkedRole. With it, the same command succeeds a little later; or somebody who has it makes the role.",
      fix: ["aws iam create-service-linked-role --aws-service-name kafka.amazonaws.com"],
    },
  },
  meaning("not-yet", ["BadRequest"], /does not exist|not found|could not be found/i),
  setting(
    ["BadRequest"],
    "Amazon MSK no longer makes clusters of this Kafka version. Leave the version out of the settings, or name one that is active.",
    /Unsupported KafkaVersion/i,
  ),
  setting(
    ["BadRequest"],
    "The brokers do not fit the subnets: Amazon MSK wants as many brokers in each zone.",
    /broker nodes.*multiple|subnets/i,
  ),
  {
    names: ["BadRequest"],
    message: /limit exceeded|exceed(s|ed)? the (maximum|limit)|quota/i,
    meaning: "quota",
    told: { ...TELLINGS.quota, fix: ["aws service-quotas list-service-quotas --service-code kafka"] },
  },
  meaning("busy", ["Conflict"]),
  setting(
    ["BadRequest"],
    "Amazon MSK does not take what the call asks for, or not in the cluster's present state; its own words say which. The plan shows the settings that it comes from, and status the state.",
  ),
  {
    names: ["GroupSubscribedToTopic"],
    meaning: "in-use",
    told: {
      ...TELLINGS["in-use"],
      means: "A consumer group reads the topic. Stop the consumers first; the same command then goes on.",
      fix: [again()],
    },
  },
  meaning("passing", [
    "ClusterConnectivity",
    "ControllerMoved",
    "NotController",
    "KafkaTimeout",
    "KafkaRequest",
  ]),
  meaning("busy", ["ReassignmentInProgress"]),
];
