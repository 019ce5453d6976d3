import { acm } from "./acm/index.ts";
import { autoScaling } from "./auto-scaling/index.ts";

import { budgets } from "./budgets/index.ts";

import { cloudTrail } from "./cloudtrail/index.ts";

import { cloudWatch } from "./cloudwatch/index.ts";
import { cloudWatchLogs } from "./cloudwatch-logs/index.ts";
import { ec2 } from "./ec2/index.ts";
import { ecr } from "./ecr/index.ts";
import { ecs } from "./ecs/index.ts";
import { loadBalancing } from "./elastic-load-balancing-v2/index.ts";
import { elastiCache } from "./elasticache/index.ts";
import { iam } from "./iam/index.ts";
import { kafka } from "./kafka/index.ts";
import { rds } from "./rds/index.ts";
import { s3 } from "./s3/index.ts";
import { secretsManager } from "./secrets-manager/index.ts";
import type { SandboxService } from "./service.ts";
import { serviceQuotas } from "./service-quotas/index.ts";
import { sns } from "./sns/index.ts";
import { ssm } from "./ssm/index.ts";
import { sts } from "./sts/index.ts";

/** Every service that the sandbox knows; a new one is a folder and a line here. */
export const services: readonly SandboxService[] = [
  acm,
  autoScaling,
  budgets,
  cloudTrail,
  cloudWatch,
  cloudWatchLogs,
  ec2,
  ecr,
  ecs,
  elastiCache,
  iam,
  kafka,
  loadBalancing,
  rds,
  s3,
  secretsManager,
  serviceQuotas,
  sns,
  ssm,
  sts,
];
