import type { Aws } from "../aws/env.ts";
import type { Lookup } from "../engine/lookup.ts";
import type { AnyType } from "../engine/resource.ts";
import { Stack } from "../engine/stack.ts";
import { ec2Types } from "./ec2/index.ts";
import { elastiCacheTypes } from "./elasticache/index.ts";
import { kafkaTypes } from "./kafka/index.ts";
import { rdsTypes } from "./rds/index.ts";
import { secretsManagerTypes } from "./secrets-manager/index.ts";

/** A stack of AWS resources: what sections declare into. */
export type AwsStack = Stack<Aws>;

/** A question to AWS. */
export type AwsLookup<T> = Lookup<T, Aws>;

/** Every resource type by name; a new type is one line in its service's list. */
export const resourceTypes: ReadonlyMap<string, AnyType<Aws>> = new Map(
  [...ec2Types, ...elastiCacheTypes, ...kafkaTypes, ...rdsTypes, ...secretsManagerTypes].map((type) => [
    type.name,
    type,
  ]),
);

export type { Aws };
export { Stack };
