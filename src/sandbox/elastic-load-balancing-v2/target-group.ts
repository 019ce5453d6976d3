import type {
  CreateTargetGroupCommandInput,
  CreateTargetGroupCommandOutput,
  DeleteTargetGroupCommandInput,
  DeleteTargetGroupCommandOutput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput,
  ModifyTargetGroupCommandInput,
  ModifyTargetGroupCommandOutput,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { vpcs } from "../ec2/tables.ts";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import {
  getByArn,
  invalid,
  mergeTags,
  newPart,
  paginate,
  refuseUnmodelled,
  selectRows,
  toName,
} from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import { loadBalancingOffers } from "./offers.ts";
import { type HealthCheck, type TargetGroup as Row, targetGroups } from "./tables.ts";
import { balancersOf } from "./target-group-use.ts";

const HEALTH_CHECK: readonly string[] = [
  "HealthCheckProtocol",
  "HealthCheckPort",
  "HealthCheckPath",
  "HealthCheckIntervalSeconds",
  "HealthCheckTimeoutSeconds",
  "HealthyThresholdCount",
  "UnhealthyThresholdCount",
  "Matcher",
];

const CREATED: readonly string[] = [
  ...HEALTH_CHECK,
  "Name",
  "Protocol",
  "Port",
  "VpcId",
  "TargetType",
  "Tags",
];

/** What holds when a request does not say otherwise. Source: API reference, CreateTargetGroup. */
const DEFAULT_CHECK: HealthCheck = {
  protocol: "HTTP",
  port: "traffic-port",
  path: "/",
  matcher: "200",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyCount: 5,
  unhealthyCount: 2,
};

/** Attributes that every group has, with AWS's values. Source: User Guide, "Target group attributes". */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "deregistration_delay.timeout_seconds": "300",
  "load_balancing.algorithm.type": "round_robin",
  "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
  "slow_start.duration_seconds": "0",
  "stickiness.enabled": "false",
  "stickiness.type": "lb_cookie",
};

type CheckRequest = Pick<
  CreateTargetGroupCommandInput,
  | "HealthCheckProtocol"
  | "HealthCheckPort"
  | "HealthCheckPath"
  | "HealthCheckIntervalSeconds"
  | "HealthCheckTimeoutSeconds"
  | "HealthyThresholdCount"
  | "UnhealthyThresholdCount"
  | "Matcher"
>;

function toHealthCheck(input: CheckRequest, present: HealthCheck): HealthCheck {
  const check = {
    protocol: (input.HealthCheckProtocol ?? present.protocol) as HealthCheck["protocol"],
    port: input.HealthCheckPort ?? present.port,
    path: input.HealthCheckPath ?? present.path,
    matcher: input.Matcher?.HttpCode ?? present.matcher,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? present.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? present.timeoutSeconds,
    healthyCount: input.HealthyThresholdCount ?? present.healthyCount,
    unhealthyCount: input.UnhealthyThresholdCount ?? present.unhealthyCount,
  };
  checkHealthCheck(check);
  return check;
}

function checkHealthCheck(check: HealthCheck): void {
  if (!check.path.startsWith("/"))
    throw invalid(`Health check path '${check.path}' must begin with a '/' character`);
  if (!/^[2-4]\d\d([,-][2-4]\d\d)*$/.test(check.matcher))
    throw invalid(`Health check matcher HTTP code '${check.matcher}' must be between 200 and 499`);
  if (check.timeoutSeconds >= check.intervalSeconds)
    throw invalid("Health check timeout must be smaller than the interval");
}

function toTargetGroup(row: Row, call: Call): TargetGroup {
  const { healthCheck: check } = row;
  return {
    TargetGroupArn: row.id,
    TargetGroupName: row.name,
    Protocol: row.protocol,
    ProtocolVersion: "HTTP1",
    Port: row.port,
    VpcId: row.vpcId,
    TargetType: row.targetType,
    IpAddressType: "ipv4",
    HealthCheckEnabled: true,
    HealthCheckProtocol: check.protocol,
    HealthCheckPort: check.port,
    HealthCheckPath: check.path,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyCount,
    UnhealthyThresholdCount: check.unhealthyCount,
    Matcher: { HttpCode: check.matcher },
    LoadBalancerArns: [...balancersOf(call, row.id)],
  };
}

type Kind = Pick<Row, "protocol" | "port" | "vpcId" | "targetType">;

function toKind(input: CreateTargetGroupCommandInput, call: Call): Kind {
  const { Protocol: protocol, Port: port, VpcId: vpcId, TargetType: targetType = "instance" } = input;
  if (protocol !== "HTTP" && protocol !== "HTTPS")
    throw new SandboxError("sandbox has target groups of HTTP and HTTPS only");
  if (targetType !== "instance" && targetType !== "ip")
    throw new SandboxError("sandbox has target groups of instances and addresses only");
  if (port === undefined || port < 1 || port > 65_535)
    throw invalid("A port from 1 to 65535 must be specified");
  if (vpcId === undefined || call.account.table(vpcs.table).find(vpcId) === undefined)
    throw invalid(`The VPC ID '${vpcId ?? ""}' is not found`);
  return { protocol, port, vpcId, targetType };
}

/** A repeated create with the same settings is answered with what is there. Source: API reference, CreateTargetGroup. */
function findSame(call: Call, name: string, kind: Kind & { healthCheck: HealthCheck }): Row | undefined {
  const present = call.account
    .table(targetGroups)
    .all()
    .find((row) => row.name === name);
  if (present === undefined) return undefined;
  const members = Object.keys(kind) as (keyof typeof kind)[];
  if (members.every((member) => JSON.stringify(present[member]) === JSON.stringify(kind[member])))
    return present;
  throw new Refusal(
    "DuplicateTargetGroupNameException",
    `A target group with the same name '${name}' exists, but with different settings`,
  );
}

function create(
  input: CreateTargetGroupCommandInput,
  call: Call,
): Omit<CreateTargetGroupCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateTargetGroup", input, CREATED);
  const name = toName("target group", input.Name);
  const wanted = { ...toKind(input, call), healthCheck: toHealthCheck(input, DEFAULT_CHECK) };
  const tags = mergeTags({}, input.Tags);
  const same = findSame(call, name, wanted);
  if (same !== undefined) return { TargetGroups: [toTargetGroup(same, call)] };
  const table = call.account.table(targetGroups);
  if (table.all().length >= call.account.offers(loadBalancingOffers).quotas.targetGroups)
    throw new Refusal(
      "TooManyTargetGroupsException",
      "The limit on the number of target groups has been reached.",
    );
  const row = table.insert({
    id: toArn(call, "elasticloadbalancing", `targetgroup/${name}/${newPart()}`),
    createdAt: call.account.clock.now(),
    name,
    ...wanted,
    attributes: ATTRIBUTES,
    tags,
  });
  return { TargetGroups: [toTargetGroup(row, call)] };
}

function modify(
  input: ModifyTargetGroupCommandInput,
  call: Call,
): Omit<ModifyTargetGroupCommandOutput, "$metadata"> {
  refuseUnmodelled("ModifyTargetGroup", input, [...HEALTH_CHECK, "TargetGroupArn"]);
  const row = getByArn(call, KINDS.targetGroup, input.TargetGroupArn);
  const healthCheck = toHealthCheck(input, row.healthCheck);
  const changed = call.account.table(targetGroups).update(row.id, { healthCheck });
  return { TargetGroups: [toTargetGroup(changed, call)] };
}

function modifyAttributes(
  input: ModifyTargetGroupAttributesCommandInput,
  call: Call,
): Omit<ModifyTargetGroupAttributesCommandOutput, "$metadata"> {
  const row = getByArn(call, KINDS.targetGroup, input.TargetGroupArn);
  const asked = Object.fromEntries((input.Attributes ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const unknown = Object.keys(asked).find((key) => !(key in ATTRIBUTES));
  if (unknown !== undefined) throw invalid(`Target group attribute key '${unknown}' is not recognized`);
  const delay = Number(asked["deregistration_delay.timeout_seconds"] ?? 0);
  if (!Number.isInteger(delay) || delay < 0 || delay > 3600)
    throw invalid("'deregistration_delay.timeout_seconds' must be an integer from 0 to 3600");
  const attributes = { ...row.attributes, ...asked };
  call.account.table(targetGroups).update(row.id, { attributes });
  return { Attributes: toList(attributes) };
}

const toList = (attributes: Row["attributes"]): { Key: string; Value: string }[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

function remove(
  input: DeleteTargetGroupCommandInput,
  call: Call,
): Omit<DeleteTargetGroupCommandOutput, "$metadata"> {
  const row = getByArn(call, KINDS.targetGroup, input.TargetGroupArn);
  if (balancersOf(call, row.id).length > 0)
    throw new Refusal(
      "ResourceInUseException",
      `Target group '${row.id}' is currently in use by a listener or a rule`,
    );
  call.account.table(targetGroups).remove(row.id);
  return {};
}

function describeAll(
  input: DescribeTargetGroupsCommandInput,
  call: Call,
): Omit<DescribeTargetGroupsCommandOutput, "$metadata"> {
  const { TargetGroupArns: arns, Names: names, LoadBalancerArn: balancer } = input;
  if (balancer !== undefined) getByArn(call, KINDS.loadBalancer, balancer);
  const found = selectRows(call, KINDS.targetGroup, { arns, names }).filter(
    ({ id }) => balancer === undefined || balancersOf(call, id).includes(balancer),
  );
  const { rows, marker } = paginate(call, found, input);
  return { TargetGroups: rows.map((row) => toTargetGroup(row, call)), NextMarker: marker };
}

/** Elastic Load Balancing's calls on target groups. */
export const targetGroupOperations = {
  CreateTargetGroup: change<CreateTargetGroupCommandInput, CreateTargetGroupCommandOutput>(create),
  DeleteTargetGroup: change<DeleteTargetGroupCommandInput, DeleteTargetGroupCommandOutput>(remove),
  DescribeTargetGroups: read<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>(
    describeAll,
  ),
  DescribeTargetGroupAttributes: read<
    DescribeTargetGroupAttributesCommandInput,
    DescribeTargetGroupAttributesCommandOutput
  >((input, call) => ({
    Attributes: toList(getByArn(call, KINDS.targetGroup, input.TargetGroupArn).attributes),
  })),
  ModifyTargetGroup: change<ModifyTargetGroupCommandInput, ModifyTargetGroupCommandOutput>(modify),
  ModifyTargetGroupAttributes: change<
    ModifyTargetGroupAttributesCommandInput,
    ModifyTargetGroupAttributesCommandOutput
  >(modifyAttributes),
};
