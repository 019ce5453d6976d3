import type { IpPermission, SecurityGroupRuleRequest } from "@aws-sdk/client-ec2";

/** Whom a rule lets in, or where it lets go. */
export type RuleSource = {
  kind: "cidr" | "security-group";
  /** A block in CIDR notation, IPv4 or IPv6, or the id of a group. */
  value: string;
};

type Traffic = {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly source: RuleSource;
  readonly description: string;
};

/** EC2 wants no ports where a rule is for all protocols. */
const portsOf = ({ protocol, fromPort, toPort }: Traffic) =>
  protocol === "-1" ? {} : { FromPort: fromPort, ToPort: toPort };

/** A rule as the Authorize calls want it. An empty description is left out: EC2 would answer none. */
export function toIpPermission(rule: Traffic): IpPermission {
  const { source, protocol } = rule;
  const Description = rule.description === "" ? {} : { Description: rule.description };
  const traffic = { IpProtocol: protocol, ...portsOf(rule) };
  if (source.kind === "security-group")
    return { ...traffic, UserIdGroupPairs: [{ GroupId: source.value, ...Description }] };
  return source.value.includes(":")
    ? { ...traffic, Ipv6Ranges: [{ CidrIpv6: source.value, ...Description }] }
    : { ...traffic, IpRanges: [{ CidrIp: source.value, ...Description }] };
}

/** A rule as ModifySecurityGroupRules wants it: whole, since what is left out counts as removed. */
export function toRuleRequest(rule: Traffic): SecurityGroupRuleRequest {
  const { source, protocol, description: Description, fromPort: FromPort, toPort: ToPort } = rule;
  const traffic = { IpProtocol: protocol, FromPort, ToPort, Description };
  if (source.kind === "security-group") return { ...traffic, ReferencedGroupId: source.value };
  return source.value.includes(":")
    ? { ...traffic, CidrIpv6: source.value }
    : { ...traffic, CidrIpv4: source.value };
}
