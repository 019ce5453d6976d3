import type { AwsLookup } from "../../resources/index.ts";
import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { scaleAudits } from "./audits.ts";
import { checkScale } from "./checks.ts";
import { scaleDeviations } from "./deviations.ts";
import { runningLookup } from "./lookups.ts";
import { balancerControl, policyControl, scaleConnections, schemeOf, targetControl } from "./probes.ts";
import { declareScale } from "./resources.ts";
import { scaleSavings } from "./savings.ts";
import { scaleSchema } from "./settings.ts";

/** Load balancer, Auto Scaling group and what moves its size. */
export const scale: Section = {
  ...about,
  schema: scaleSchema,
  lookups: (settings) => [runningLookup(settings) as AwsLookup<unknown>],
  declare: (context) => ({ scale: declareScale(context) }),
  outputs: ({ scale: made }, settings) =>
    made === undefined
      ? []
      : [{ name: "APP_URL", value: made.endpoint.map((host) => `${schemeOf(settings)}://${host}`) }],
  deviations: scaleDeviations,
  iamActions: ["acm:DescribeCertificate"],
  check: checkScale,
  connections: scaleConnections,
  controls: [balancerControl, targetControl, policyControl],
  savings: scaleSavings,
  audits: scaleAudits,
};
