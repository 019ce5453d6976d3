import { listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { SNS_DIALECT } from "./dialect.ts";
import { snsOffers } from "./offers.ts";
import { listSubscriptions, subscriptionOperations } from "./subscription.ts";
import { topics } from "./tables.ts";
import { tagOperations } from "./tag.ts";
import { topicOperations } from "./topic.ts";

/** SNS: standard topics, and subscriptions by e-mail. */
export const sns: SandboxService = {
  clientName: "SNSClient",
  dialect: SNS_DIALECT,
  operations: { ...subscriptionOperations, ...tagOperations, ...topicOperations },
  needs,
  offers: [snsOffers],
  listings: [listTable(topics, { name: ({ name }) => name }), listSubscriptions],
};
