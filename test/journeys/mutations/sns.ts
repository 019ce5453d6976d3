import { rowOf } from "../stack.ts";
import { asIdentity, type Mutations, type RowChange, retag, set, setId, tagged, within } from "./change.ts";

const TOPIC = "monitoring.topic";
const ARN = "arn:aws:sns:us-east-1:314159265358";

/** The subscription that {@link MUTATED_SETTINGS} ask for; it is known by all that it has, and carries no tags. */
const ofSubscription = (change: RowChange) =>
  asIdentity({
    address: "monitoring.subscription.team_at_example.com",
    mutate: (account) => change(rowOf(account, "SNS/subscription"), account),
  });

/** SNS's rows, by type and prop. */
export const SNS: Readonly<Record<string, Mutations>> = {
  "sns/topic": {
    ...tagged(TOPIC, { tags: retag }),
    name: asIdentity(within(TOPIC, TOPIC, setId(`${ARN}:renamed`, "SNS/topic"))),
  },
  "sns/subscription": {
    topicArn: ofSubscription(set("topicArn", `${ARN}:other`)),
    protocol: ofSubscription(set("protocol", "email-json")),
    endpoint: ofSubscription(set("endpoint", "else@example.com")),
  },
};
