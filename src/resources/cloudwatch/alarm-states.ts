import { paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/** How an alarm is. */
export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
}

/** Source: CloudWatch API reference, DescribeAlarms, AlarmNames. */
const NAMES_AT_ONCE = 100;

/** The states of the alarms of these names that exist. */
export async function findAlarmStates(aws: Aws, names: readonly string[]): Promise<AlarmState[]> {
  const parts = Array.from({ length: Math.ceil(names.length / NAMES_AT_ONCE) }, (_, part) =>
    names.slice(part * NAMES_AT_ONCE, (part + 1) * NAMES_AT_ONCE),
  );
  const read = (AlarmNames: string[]) =>
    collect(
      paginateDescribeAlarms({ client: aws.safe.cloudWatch }, { AlarmNames }),
      (page) => page.MetricAlarms,
    );
  const alarms = (await Promise.all(parts.map((part) => read([...part])))).flat();
  return alarms.map(({ AlarmName: name = "", StateValue: state = "INSUFFICIENT_DATA" }) => ({ name, state }));
}
