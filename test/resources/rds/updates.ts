import { type DBInstance, DescribeDBInstancesCommand, ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import type { Change } from "../../../src/engine/change.ts";
import type { ApplyAt } from "../../../src/engine/resource.ts";
import { dbInstance } from "../../../src/resources/rds/db-instance.ts";
import { type DbInstanceProps, toObserved } from "../../../src/resources/rds/db-instance-observed.ts";
import { instance, props, shows } from "./instances.ts";
import { mockAws } from "./mocked-aws.ts";

type DbChange = Change<DbInstanceProps>;
/** A change to a value. */
export const to = (prop: DbChange["prop"], value: unknown): DbChange => ({
  prop,
  from: undefined,
  to: value,
  cause: "settings",
});

interface Update {
  readonly changes: readonly DbChange[];
  readonly applyAt?: ApplyAt;
  readonly before?: Partial<DBInstance>;
}

/** Carries out changes of the guide's database as it was before them. */
export function updating(
  mocked: ReturnType<typeof mockAws>,
  { changes, applyAt = "now", before = {} }: Update,
): Promise<void> {
  const observed = toObserved(instance(before));
  return dbInstance.update(mocked.aws, "flashsale-db", changes, {
    ...mocked.watch,
    observed,
    props,
    applyAt,
  });
}

/** An account that takes every modification, and shows what comes of it. */
export function modifiable(after: Partial<DBInstance>): ReturnType<typeof mockAws> {
  const mocked = mockAws();
  mocked.rds.safe.on(ModifyDBInstanceCommand).resolves({});
  mocked.rds.safe.on(DescribeDBInstancesCommand).resolves(shows(after));
  return mocked;
}
