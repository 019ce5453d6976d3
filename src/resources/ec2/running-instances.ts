import { paginateDescribeInstances } from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { OURS } from "../../engine/ownership.ts";
import { collect } from "../type.ts";

/** A running instance of a stack. */
export interface RunningInstance {
  readonly id: string;
  /** Name of its instance profile; absent where it has none. */
  readonly profile?: string;
}

/** The running instances of a stack, whether a group or `deploy.instance` launched them, sorted by id. */
export async function findRunningInstances(aws: Aws, stack: string): Promise<RunningInstance[]> {
  const Filters = [
    { Name: `tag:${OURS.stack}`, Values: [stack] },
    { Name: "instance-state-name", Values: ["running"] },
  ];
  const pages = paginateDescribeInstances({ client: aws.safe.ec2 }, { Filters });
  const reservations = await collect(pages, (page) => page.Reservations);
  return reservations
    .flatMap(({ Instances = [] }) => Instances)
    .map(({ InstanceId: id = "", IamInstanceProfile }) => {
      const profile = IamInstanceProfile?.Arn?.split("/").at(-1);
      return { id, ...(profile === undefined ? {} : { profile }) };
    })
    .sort((a, b) => a.id.localeCompare(b.id));
}
