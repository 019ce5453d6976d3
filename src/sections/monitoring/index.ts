import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { monitoringDeviations } from "./deviations.ts";
import { alarmControl } from "./probes.ts";
import { declareMonitoring } from "./resources.ts";
import { monitoringSchema } from "./settings.ts";

/** CloudWatch's dashboard and alarms, with a topic where somebody is to be notified. */
export const monitoring: Section = {
  ...about,
  schema: monitoringSchema,
  lookups: () => [],
  declare: (context) => ({ monitoring: declareMonitoring(context) }),
  outputs: () => [],
  controls: [alarmControl],
  deviations: monitoringDeviations,
  iamActions: [],
};
