import type { Sample } from "../sample.ts";
import { autoScalingSamples } from "./auto-scaling.ts";

import { budgetsSamples } from "./budgets.ts";

import { cloudTrailSamples } from "./cloudtrail.ts";

import { cloudWatchSamples } from "./cloudwatch.ts";
import { cloudWatchLogsSamples } from "./cloudwatch-logs.ts";
import { ec2Samples } from "./ec2.ts";
import { ecrSamples } from "./ecr.ts";
import { loadBalancingSamples } from "./elastic-load-balancing-v2.ts";
import { elastiCacheSamples } from "./elasticache.ts";
import { iamSamples } from "./iam.ts";
import { kafkaSamples } from "./kafka.ts";
import { rdsSamples } from "./rds.ts";
import { s3Samples } from "./s3.ts";
import { secretsManagerSamples } from "./secrets-manager.ts";
import { snsSamples } from "./sns.ts";

/**
 * One sample of every resource type. To add a type:
 * 1. in `<service>.ts`, `sampleOf(type, …)` with three members, and its name in the service's list;
 *    - `absentId`: an id of the right form that stands for nothing;
 *    - `props`: makes what the resource stands on with `ground.make(otherType, "an.address", props)`, which adds tags, and
 *      answers all props that the type compares (`tags: tagsFor()` is that of ours), each with the value of the default
 *      settings, so that its price is looked for;
 *    - `changes`: another value for each prop that is neither in `replaceOn` nor `createOnly` or `unmanaged`; `tags` are
 *      changed by the suite itself;
 *    - `unpriced`, if need be: units that nobody could give a price a month, with the reason in a comment;
 * 2. for a new service, one line here.
 */
export const samples: readonly Sample[] = [
  ...autoScalingSamples,
  ...budgetsSamples,
  ...cloudTrailSamples,
  ...cloudWatchSamples,
  ...cloudWatchLogsSamples,
  ...ec2Samples,
  ...ecrSamples,
  ...elastiCacheSamples,
  ...iamSamples,
  ...kafkaSamples,
  ...loadBalancingSamples,
  ...rdsSamples,
  ...s3Samples,
  ...secretsManagerSamples,
  ...snsSamples,
];
