import {
  type Filter,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isAccessDenied, isDependencyViolation } from "../../aws/errors.ts";
import type { Watch } from "../../engine/resource.ts";
import { PlanError } from "../../errors.ts";
import { collect, ignoreAbsent } from "../type.ts";
import { byValues } from "./tagging.ts";

/** Something that keeps something else from being deleted. */
export interface Blocker {
  readonly id: string;
  /** What it is and when it goes, as part of a sentence. */
  readonly text: string;
  /** Whether AWS removes it without being asked. */
  readonly leavesByItself: boolean;
  /** The command that removes it, where there is one. */
  readonly fix?: string;
}

/** A delete that may have to wait until nothing uses its object any more. */
export interface Removal {
  /** What is deleted, in prose: `subnet subnet-0abc`. */
  readonly what: string;
  /** The delete call; that there is nothing to delete is no error. */
  call(): Promise<unknown>;
  findBlockers(): Promise<readonly Blocker[]>;
  /** Whether a refusal means that something still uses it. @default any dependency violation */
  isUsed?(error: unknown): boolean;
  /** Seconds of the account's time after which a delete that is still refused is given up. */
  readonly budgetSeconds: number;
}

/** Seconds for which even blockers that stay are waited for: interfaces of ended instances look so for a minute or two. */
const STAYING_SECONDS = 180;

/**
 * Deletes something, and repeats that while AWS says that something still uses it. Each blocker seen is reported. Throws a
 * `PlanError` (`StillInUse`) that names the blockers: at the end of the budget, or after three minutes if one of them will
 * not leave by itself.
 */
export async function removeUnused(removal: Removal, watch: Watch): Promise<void> {
  const { budgetSeconds, isUsed = isDependencyViolation } = removal;
  const start = watch.clock.now();
  const attempt = async (): Promise<void> => {
    try {
      await ignoreAbsent(() => removal.call());
    } catch (error) {
      if (!isUsed(error)) throw error;
      const blockers = await findIfAllowed(removal);
      watch.report(toStatus(blockers));
      const isStuck = blockers.some(({ leavesByItself }) => !leavesByItself);
      if (isStuck && watch.clock.secondsSince(start) > STAYING_SECONDS)
        throw stillInUse(removal, blockers, error);
      throw error;
    }
  };
  try {
    await untilSettled(attempt, { isLag: isUsed, budgetSeconds }, watch);
  } catch (error) {
    throw isUsed(error) ? stillInUse(removal, await findIfAllowed(removal), error) : error;
  }
}

/** The blockers only explain; a caller who may not read them must still be able to delete. */
async function findIfAllowed(removal: Removal): Promise<readonly Blocker[]> {
  try {
    return await removal.findBlockers();
  } catch (error) {
    if (isAccessDenied(error)) return [];
    throw error;
  }
}

function toStatus(blockers: readonly Blocker[]): string {
  const [first, ...others] = blockers;
  if (first === undefined) return "still in use";
  return `still used by ${first.id}${others.length === 0 ? "" : ` and ${others.length} more`}`;
}

function stillInUse({ what }: Removal, blockers: readonly Blocker[], cause: unknown): PlanError {
  const named = blockers.map(({ text }) => `${text}.`).join(" ");
  const who = named === "" ? "AWS does not tell by what." : `It is used by: ${named}`;
  const doesLeave = blockers.every(({ leavesByItself }) => leavesByItself);
  const advice = doesLeave
    ? "Run the same command again in some minutes."
    : "Remove what stays, then run the same command again.";
  return new PlanError({
    code: "StillInUse",
    summary: "Something still uses it",
    detail: `The ${what} cannot be deleted yet. ${who} ${advice}`,
    fix: blockers.flatMap(({ fix }) => fix ?? []),
    cause,
  });
}

/** The network interfaces that fit a filter, such as those of a subnet or of a security group. */
export async function findInterfaces(
  aws: Aws,
  filters: Filter[],
  isBlocker: (found: NetworkInterface) => boolean = () => true,
): Promise<Blocker[]> {
  const pages = paginateDescribeNetworkInterfaces({ client: aws.safe.ec2 }, { Filters: filters });
  const found = await collect(pages, (page) => page.NetworkInterfaces);
  return found.filter(isBlocker).map(toInterfaceBlocker);
}

function toInterfaceBlocker(found: NetworkInterface): Blocker {
  const id = found.NetworkInterfaceId ?? "";
  const { Description: description, InterfaceType: kind = "interface", RequesterId: requester } = found;
  const made = requester === undefined ? "" : `, made by ${requester}`;
  const name = `network interface ${id} ("${description ?? ""}", ${kind}${made})`;
  const isShell = (found.TagSet ?? []).some(({ Key }) => Key === "ManagedByCloudShell");
  if (isShell)
    return { id, text: `${name}, until its CloudShell environment is deleted`, leavesByItself: false };
  if (found.RequesterManaged === true) {
    const text = `${name}, which AWS removes some minutes after what it belongs to is gone`;
    return { id, text, leavesByItself: true };
  }
  const instance = found.Attachment?.InstanceId;
  if (instance !== undefined)
    return { id, text: `${name}, until ${instance} is terminated`, leavesByItself: false };
  const fix = `aws ec2 delete-network-interface --network-interface-id ${id}`;
  return { id, text: `${name}, until it is deleted`, leavesByItself: false, fix };
}

/** What keeps a security group: the interfaces that wear it, and other groups whose rules name it. */
export async function findUsesOfGroup(aws: Aws, groupId: string): Promise<Blocker[]> {
  const [interfaces, inbound, outbound] = await Promise.all([
    findInterfaces(aws, byValues("group-id", [groupId])),
    readGroups(aws, byValues("ip-permission.group-id", [groupId])),
    readGroups(aws, byValues("egress.ip-permission.group-id", [groupId])),
  ]);
  const others = new Map([...inbound, ...outbound].map((group) => [group.GroupId ?? "", group.GroupName]));
  others.delete(groupId);
  const groups = [...others].map(([id, name]) => ({
    id,
    text: `security group ${id} ("${name ?? ""}"), until its rules no longer name ${groupId}`,
    leavesByItself: false,
  }));
  return [...interfaces, ...groups];
}

async function readGroups(aws: Aws, filters: Filter[]): Promise<SecurityGroup[]> {
  const pages = paginateDescribeSecurityGroups({ client: aws.safe.ec2 }, { Filters: filters });
  return collect(pages, (page) => page.SecurityGroups);
}

/** What keeps a VPC: whatever lives in it. Watching services put groups and endpoints there unasked. */
export async function findUsesOfVpc(aws: Aws, vpcId: string): Promise<Blocker[]> {
  const filters = byValues("vpc-id", [vpcId]);
  const client = aws.safe.ec2;
  const [interfaces, subnets, groups, endpoints] = await Promise.all([
    findInterfaces(aws, filters),
    collect(paginateDescribeSubnets({ client }, { Filters: filters }), (page) => page.Subnets),
    readGroups(aws, filters),
    collect(paginateDescribeVpcEndpoints({ client }, { Filters: filters }), (page) => page.VpcEndpoints),
  ]);
  const stays = (id: string | undefined, noun: string): Blocker => ({
    id: id ?? "",
    text: `${noun} ${id ?? ""}, until it is deleted`,
    leavesByItself: false,
  });
  return [
    ...interfaces,
    ...subnets.map(({ SubnetId }) => stays(SubnetId, "subnet")),
    ...groups
      .filter(({ GroupName }) => GroupName !== "default")
      .map(({ GroupId, GroupName }) => stays(GroupId, `security group "${GroupName ?? ""}"`)),
    ...endpoints
      .filter(({ State }) => !/^delet/i.test(State ?? ""))
      .map(({ VpcEndpointId, ServiceName }) => stays(VpcEndpointId, `VPC endpoint to ${ServiceName ?? "?"}`)),
  ];
}
