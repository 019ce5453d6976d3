import type {
  DescribeInstanceInformationCommandInput,
  DescribeInstanceInformationCommandOutput,
  InstanceInformation,
} from "@aws-sdk/client-ssm";
import { type Instance, instances, isManaged } from "../ec2/instance.ts";
import { type Call, read } from "../operation.ts";
import { SandboxError } from "../refusal.ts";

type Filter = { readonly Key?: string | undefined; readonly Values?: readonly string[] | undefined };

const VALUES: Readonly<Record<string, (row: Instance) => string | undefined>> = {
  InstanceIds: (row) => row.id,
  PingStatus: () => "Online",
  PlatformTypes: () => "Linux",
  ResourceType: () => "EC2Instance",
};

function fits(row: Instance, { Key = "", Values = [] }: Filter): boolean {
  const key = Key.startsWith("tag:") ? undefined : VALUES[Key];
  if (key === undefined && !Key.startsWith("tag:"))
    throw new SandboxError(`sandbox selects managed instances by no ${Key}`);
  const value = key === undefined ? row.tags?.[Key.slice("tag:".length)] : key(row);
  return value !== undefined && Values.includes(value);
}

const toInformation = (row: Instance, call: Call): InstanceInformation => ({
  InstanceId: row.id,
  PingStatus: "Online",
  LastPingDateTime: new Date(call.account.clock.now()),
  AgentVersion: "3.3.2299.0",
  IsLatestVersion: true,
  PlatformType: "Linux",
  PlatformName: "Amazon Linux",
  PlatformVersion: "2023",
  ResourceType: "EC2Instance",
  IPAddress: row.privateIp,
  ComputerName: `ip-${row.privateIp.replaceAll(".", "-")}.ec2.internal`,
});

/** The instances whose agent has reported: running ones with a role. */
export function managedInstances(call: Call): readonly Instance[] {
  return call.account
    .table(instances.table)
    .all()
    .filter((row) => isManaged(row, call));
}

/** Systems Manager's call on the instances that it manages. */
export const instanceInformationOperations = {
  DescribeInstanceInformation: read<
    DescribeInstanceInformationCommandInput,
    DescribeInstanceInformationCommandOutput
  >((input, call) => {
    const filters = [
      ...(input.Filters ?? []),
      ...(input.InstanceInformationFilterList ?? []).map(({ key, valueSet }) => ({
        Key: key,
        Values: valueSet,
      })),
    ];
    const found = managedInstances(call).filter((row) => filters.every((filter) => fits(row, filter)));
    return { InstanceInformationList: found.map((row) => toInformation(row, call)) };
  }),
};
