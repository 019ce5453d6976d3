import type { Aws } from "../aws/env.ts";
import type { Lookup } from "../engine/lookup.ts";
import type { AnyType } from "../engine/resource.ts";
import { Stack } from "../engine/stack.ts";
import { autoScalingTypes } from "./auto-scaling/index.ts";

import { budgetsTypes } from "./budgets/index.ts";

import { cloudTrailTypes } from "./cloudtrail/index.ts";

import { cloudWatchTypes } from "./cloudwatch/index.ts";
import { cloudWatchLogsTypes } from "./cloudwatch-logs/index.ts";
import { ec2Types } from "./ec2/index.ts";
import { ecrTypes } from "./ecr/index.ts";
import { loadBalancingTypes } from "./elastic-load-balancing-v2/index.ts";
import { elastiCacheTypes } from "./elasticache/index.ts";
import { iamTypes } from "./iam/index.ts";
import { kafkaTypes } from "./kafka/index.ts";
import { rdsTypes } from "./rds/index.ts";
import { s3Types } from "./s3/index.ts";
import { secretsManagerTypes } from "./secrets-manager/index.ts";
import { snsTypes } from "./sns/index.ts";

/** A stack of AWS resources: what sections declare into. */
export type AwsStack = Stack<Aws>;

/** A question to AWS. */
export type AwsLookup<T> = Lookup<T, Aws>;

/** Every resource type by name; a new type is one line in its service's list. */
export const resourceTypes: ReadonlyMap<string, AnyType<Aws>> = new Map(
  [
    ...autoScalingTypes,
    ...budgetsTypes,
    ...cloudTrailTypes,
    ...cloudWatchLogsTypes,
    ...cloudWatchTypes,
    ...ec2Types,
    ...ecrTypes,
    ...elastiCacheTypes,
    ...iamTypes,
    ...kafkaTypes,
    ...loadBalancingTypes,
    ...rdsTypes,
    ...s3Types,
    ...secretsManagerTypes,
    ...snsTypes,
  ].map((type) => [type.name, type]),
);

export type { Aws };
export { Stack };
