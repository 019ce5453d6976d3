import type { IpPermission } from "@aws-sdk/client-ec2";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { formatCidr, parseCidr } from "./cidr.ts";
import { getRecord } from "./kind.ts";
import { type RulePeer, type SecurityGroupRule, securityGroups } from "./tables.ts";

/** One rule as a request asks for it. */
export interface WantedRule extends RulePeer {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly description?: string | undefined;
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
  all: "-1",
};
const MAX_PORT = 65_535;

/** What a rule lets through: protocol names for numbers, -1 for ports that do not apply. */
export interface Traffic {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/** Reads protocol and ports as EC2 stores them. Throws EC2's errors. */
export function parseTraffic(traffic: Pick<IpPermission, "IpProtocol" | "FromPort" | "ToPort">): Traffic {
  const given = traffic.IpProtocol?.toLowerCase();
  if (given === undefined)
    throw new Refusal("MissingParameter", "The request must contain the parameter ipProtocol");
  const protocol = PROTOCOLS[given] ?? given;
  if (protocol === "-1") return { protocol, fromPort: -1, toPort: -1 };
  const { FromPort: fromPort = -1, ToPort: toPort = -1 } = traffic;
  const hasPorts = protocol === "tcp" || protocol === "udp";
  if (hasPorts && (fromPort < 0 || toPort > MAX_PORT || fromPort > toPort)) {
    throw new Refusal("InvalidParameterValue", `Invalid value '${fromPort}-${toPort}' for portRange.`);
  }
  return { protocol, fromPort, toPort };
}

/** Reads what a request permits: one rule for each peer of each permission. */
export function parsePermissions(call: Call, permissions: readonly IpPermission[]): readonly WantedRule[] {
  return permissions.flatMap((permission) => {
    const traffic = parseTraffic(permission);
    const peers = peersOf(call, permission);
    if (peers.length === 0)
      throw new Refusal(
        "InvalidParameterValue",
        "The permission names neither a range, a prefix list nor a group.",
      );
    return peers.map((peer) => ({ ...traffic, ...peer }));
  });
}

function peersOf(
  call: Call,
  permission: IpPermission,
): readonly (RulePeer & { description?: string | undefined })[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  return [
    ...IpRanges.map(({ CidrIp, Description }) => ({
      cidr: toCanonicalCidr(CidrIp),
      description: Description,
    })),
    ...Ipv6Ranges.map(({ CidrIpv6 = "", Description }) => ({ cidrIpv6: CidrIpv6, description: Description })),
    ...PrefixListIds.map(({ PrefixListId = "", Description }) => ({
      prefixListId: PrefixListId,
      description: Description,
    })),
    ...UserIdGroupPairs.map(({ GroupId, Description }) => ({
      groupId: getRecord(call, securityGroups, GroupId).id,
      description: Description,
    })),
  ];
}

/** Reads a rule's range. Throws EC2's error for something that is none. */
export function toCanonicalCidr(text: string | undefined): string {
  try {
    return formatCidr(parseCidr(text));
  } catch {
    throw new Refusal("InvalidParameterValue", `CIDR block ${text} is malformed`);
  }
}

/** True when two rules let the same traffic through to the same peer; descriptions do not count. */
export function isSameRule(a: WantedRule, b: WantedRule): boolean {
  return describeTraffic(a) === describeTraffic(b);
}

/** Writes a rule as EC2 does in its messages: `peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW`. */
export function describeTraffic(rule: WantedRule): string {
  const peer = rule.cidr ?? rule.cidrIpv6 ?? rule.prefixListId ?? rule.groupId;
  if (rule.protocol === "-1") return `peer: ${peer}, ALL, ALLOW`;
  return `peer: ${peer}, ${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort}, ALLOW`;
}

/** Gathers rules into the older form, one permission for each protocol and port range. */
export function toIpPermissions(rules: readonly SecurityGroupRule[], call: Call): IpPermission[] {
  const byTraffic = groupTraffic(rules);
  return [...byTraffic.values()].map((group) => toIpPermission(group, call));
}

function groupTraffic(rules: readonly SecurityGroupRule[]): Map<string, SecurityGroupRule[]> {
  const groups = new Map<string, SecurityGroupRule[]>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return groups;
}

function toIpPermission(rules: readonly SecurityGroupRule[], call: Call): IpPermission {
  const [{ protocol, fromPort, toPort } = { protocol: "-1", fromPort: -1, toPort: -1 }] = rules;
  const words = (rule: SecurityGroupRule): { Description?: string } =>
    rule.description === undefined ? {} : { Description: rule.description };
  return {
    IpProtocol: protocol,
    ...(protocol === "-1" ? {} : { FromPort: fromPort, ToPort: toPort }),
    IpRanges: rules.flatMap((rule) =>
      rule.cidr === undefined ? [] : [{ CidrIp: rule.cidr, ...words(rule) }],
    ),
    Ipv6Ranges: rules.flatMap((rule) =>
      rule.cidrIpv6 === undefined ? [] : [{ CidrIpv6: rule.cidrIpv6, ...words(rule) }],
    ),
    PrefixListIds: rules.flatMap((rule) =>
      rule.prefixListId === undefined ? [] : [{ PrefixListId: rule.prefixListId, ...words(rule) }],
    ),
    UserIdGroupPairs: rules.flatMap((rule) =>
      rule.groupId === undefined ? [] : [{ GroupId: rule.groupId, UserId: call.accountId, ...words(rule) }],
    ),
  };
}
