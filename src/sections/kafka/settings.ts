import { BESIDE_OTHERS } from "../cross-check.ts";
import { kafkaBlock } from "./block.ts";
import { findProblems } from "./cross-checks.ts";

/** The block `kafka` of the settings: its keys, and what they must be to each other. */
export const kafkaSchema = kafkaBlock.superRefine((kafka, context) => {
  for (const problem of findProblems(kafka)) context.addIssue({ code: "custom", ...problem });
}, BESIDE_OTHERS);

export type { KafkaSettings, TopicSettings } from "./block.ts";
