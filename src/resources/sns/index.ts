import { subscription } from "./subscription.ts";
import { topic } from "./topic.ts";

/** The resource types of SNS. */
export const snsTypes = [topic, subscription] as const;
