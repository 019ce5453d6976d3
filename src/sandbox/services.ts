import { ec2 } from "./ec2/index.ts";
import { elastiCache } from "./elasticache/index.ts";
import { iam } from "./iam/index.ts";
import { kafka } from "./kafka/index.ts";
import { rds } from "./rds/index.ts";
import { secretsManager } from "./secrets-manager/index.ts";
import type { SandboxService } from "./service.ts";
import { serviceQuotas } from "./service-quotas/index.ts";
import { sts } from "./sts/index.ts";

/** Every service that the sandbox knows; a new one is a folder and a line here. */
export const services: readonly SandboxService[] = [
  ec2,
  elastiCache,
  iam,
  kafka,
  rds,
  secretsManager,
  serviceQuotas,
  sts,
];
