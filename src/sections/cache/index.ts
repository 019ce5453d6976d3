import type { AwsLookup } from "../../resources/index.ts";
import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { cacheAudits } from "./audits.ts";
import { checkCache } from "./checks.ts";
import { cacheDeviations } from "./deviations.ts";
import { versionLookup } from "./lookups.ts";
import { cacheConnections } from "./probes.ts";
import { declareCache } from "./resources.ts";
import { cacheSavings } from "./savings.ts";
import { cacheSchema } from "./settings.ts";

/** ElastiCache Redis or Valkey with its subnet group, parameter group and AUTH token. */
export const cache: Section = {
  ...about,
  schema: cacheSchema,
  lookups: (settings) => [versionLookup(settings) as AwsLookup<unknown>],
  declare: (context) => ({ cache: declareCache(context) }),
  outputs: ({ cache: made }) =>
    made === undefined
      ? []
      : [
          { name: "REDIS_HOST", value: made.endpoint },
          { name: "REDIS_PORT", value: made.port },
          { name: "REDIS_PASSWORD", secretArn: made.secretArn },
        ],
  connections: cacheConnections,
  deviations: cacheDeviations,
  iamActions: [
    "elasticache:DescribeCacheEngineVersions",
    "elasticache:DescribeEngineDefaultParameters",
    "elasticache:ListAllowedNodeTypeModifications",
  ],
  check: checkCache,
  savings: cacheSavings,
  audits: cacheAudits,
};
