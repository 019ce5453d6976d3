import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";
import { elasticIp } from "../../resources/ec2/elastic-ip.ts";
import { internetGateway } from "../../resources/ec2/internet-gateway.ts";
import { internetGatewayAttachment } from "../../resources/ec2/internet-gateway-attachment.ts";
import { natGateway } from "../../resources/ec2/nat-gateway.ts";
import { route } from "../../resources/ec2/route.ts";
import { routeTable } from "../../resources/ec2/route-table.ts";
import { routeTableAssociation } from "../../resources/ec2/route-table-association.ts";
import { subnet } from "../../resources/ec2/subnet.ts";
import { vpc } from "../../resources/ec2/vpc.ts";
import { vpcEndpoint } from "../../resources/ec2/vpc-endpoint.ts";
import type { AwsStack } from "../../resources/index.ts";
import type { DeclareContext } from "../section.ts";
import { answerOf, awaited } from "../section.ts";
import type { Tier } from "./blocks.ts";
import type { NetworkHandles } from "./handles.ts";
import { EXISTING_KEY, wantedZones, ZONES_KEY, type Zone } from "./lookups.ts";
import { declareSecurityGroups } from "./security-groups.ts";
import type { NetworkSettings } from "./settings.ts";

const ANYWHERE = "0.0.0.0/0";

type SubnetHandle = Handle<{ subnetId: string }>;
type Subnets = Readonly<Record<Tier, readonly SubnetHandle[]>>;

/** Declares the VPC with all that is in it, or only our security groups in a VPC that exists. */
export function declareNetwork(context: DeclareContext): NetworkHandles {
  const { existing } = context.settings.network;
  return existing === undefined ? declareOwn(context) : declareInside(context, existing);
}

function declareInside(
  context: DeclareContext,
  existing: NonNullable<NetworkSettings["existing"]>,
): NetworkHandles {
  const { stack, settings } = context;
  const found = answerOf<{ vpc?: { cidr: string; secondaryBlocks?: readonly string[] } }>(
    context.answers,
    EXISTING_KEY,
  );
  const { dataSubnetIds, applicationSubnetIds, edgeSubnetIds } = existing;
  // In a VPC that could not be looked at nothing is made.
  const isRefused = context.answers.get(EXISTING_KEY)?.refused === true;
  const vpcId = isRefused ? awaited<string>(EXISTING_KEY) : existing.vpcId;
  const vpcCidr = found?.vpc?.cidr ?? settings.network.cidr;
  const secondaryBlocks = found?.vpc?.secondaryBlocks ?? [];
  const groups = declareSecurityGroups(stack, { vpcId, vpcCidr, secondaryBlocks, settings });
  return {
    vpcId,
    dataSubnetIds,
    applicationSubnetIds,
    edgeSubnetIds,
    groups,
    publicInstances: false,
    egress: [],
  };
}

function declareOwn(context: DeclareContext): NetworkHandles {
  const { stack, settings, region } = context;
  const { network } = settings;
  const zones =
    answerOf<readonly Zone[]>(context.answers, ZONES_KEY)?.map(({ name }) => name) ??
    Array.from({ length: wantedZones(settings) }, () => awaited<string>(ZONES_KEY));
  const own = stack.add(vpc, "network.vpc", { cidr: network.cidr, dnsSupport: true, dnsHostnames: true });
  const { vpcId } = own.out;
  const subnets: Subnets = {
    data: declareSubnets(stack, { network, zones, vpcId, tier: "data" }),
    application: declareSubnets(stack, { network, zones, vpcId, tier: "application" }),
    edge: declareSubnets(stack, { network, zones, vpcId, tier: "edge" }),
  };
  const gateway = stack.add(internetGateway, "network.internet-gateway", {});
  const { internetGatewayId } = gateway.out;
  const attachment = stack.add(internetGatewayAttachment, "network.internet-gateway-attachment", {
    internetGatewayId,
    vpcId,
  });
  declareDataRoutes(stack, subnets, vpcId);
  const edge = declareEdgeRoutes(stack, { subnets, vpcId, internetGatewayId, attachment });
  const egress = declareApplicationRoutes(stack, {
    network,
    subnets,
    vpcId,
    region,
    internetGatewayId,
    attachment,
    edge,
  });
  const groups = declareSecurityGroups(stack, { vpcId, vpcCidr: network.cidr, settings });
  const ids = (tier: Tier) => subnets[tier].map(({ out }) => out.subnetId);
  return {
    vpcId,
    dataSubnetIds: ids("data"),
    applicationSubnetIds: ids("application"),
    edgeSubnetIds: ids("edge"),
    groups,
    publicInstances: network.egress === "internet-gateway",
    egress: [attachment, ...edge, ...egress],
  };
}

interface TierInput {
  readonly network: NetworkSettings;
  readonly zones: readonly (string | Ref<string>)[];
  readonly vpcId: Ref<string>;
  readonly tier: Tier;
}

/** One subnet a zone; with fewer zones than blocks the last blocks stay free. */
function declareSubnets(stack: AwsStack, { network, zones, vpcId, tier }: TierInput): SubnetHandle[] {
  const publicAddresses = tier === "application" && network.egress === "internet-gateway";
  return zones.map((zone, index) => {
    const cidr = network[`${tier}Subnets`][index] ?? "";
    return stack.add(subnet, `network.subnet.${tier}-${index + 1}`, { vpcId, cidr, zone, publicAddresses });
  });
}

/** A table of their own without a default route: what is added to the main table by mistake does not reach the data. */
function declareDataRoutes(stack: AwsStack, subnets: Subnets, vpcId: Ref<string>): void {
  const table = stack.add(routeTable, "network.route-table.data", { vpcId });
  associate(stack, "data", subnets.data, () => table.out.routeTableId);
}

function associate(
  stack: AwsStack,
  tier: Tier,
  subnets: readonly SubnetHandle[],
  tableOf: (index: number) => Ref<string>,
) {
  return subnets.map(({ out }, index) =>
    stack.add(routeTableAssociation, `network.association.${tier}-${index + 1}`, {
      routeTableId: tableOf(index),
      subnetId: out.subnetId,
    }),
  );
}

interface EdgeInput {
  readonly subnets: Subnets;
  readonly vpcId: Ref<string>;
  readonly internetGatewayId: Ref<string>;
  readonly attachment: Handle<unknown>;
}

function declareEdgeRoutes(
  stack: AwsStack,
  { subnets, vpcId, internetGatewayId, attachment }: EdgeInput,
): Handle<unknown>[] {
  const table = stack.add(routeTable, "network.route-table.edge", { vpcId });
  const target = { kind: "internet-gateway" as const, id: internetGatewayId };
  const way = { routeTableId: table.out.routeTableId, destination: ANYWHERE, target };
  const out = stack.add(route, "network.route.edge", way, [attachment]);
  return [out, ...associate(stack, "edge", subnets.edge, () => table.out.routeTableId)];
}

interface ApplicationInput extends EdgeInput {
  readonly network: NetworkSettings;
  readonly region: string;
  readonly edge: readonly Handle<unknown>[];
}

/** One table a zone, so that one NAT gateway or several is a change of routes only. */
function declareApplicationRoutes(stack: AwsStack, input: ApplicationInput): Handle<unknown>[] {
  const { subnets, vpcId, region, attachment } = input;
  const tables = subnets.application.map((_, index) =>
    stack.add(routeTable, `network.route-table.application-${index + 1}`, { vpcId }),
  );
  const ids = tables.map(({ out }) => out.routeTableId);
  stack.add(vpcEndpoint, "network.s3-endpoint", {
    vpcId,
    serviceName: `com.amazonaws.${region}.s3`,
    routeTableIds: ids,
  });
  const targets = declareTargets(stack, input);
  const routes = ids.map((routeTableId, index) => {
    const target = targets[index % targets.length] ?? {
      kind: "internet-gateway" as const,
      id: input.internetGatewayId,
    };
    const way = { routeTableId, destination: ANYWHERE, target };
    return stack.add(route, `network.route.application-${index + 1}`, way, [attachment]);
  });
  const associations = associate(
    stack,
    "application",
    subnets.application,
    (index) => ids[index] ?? ids[0] ?? vpcId,
  );
  return [...routes, ...associations];
}

type Target = { kind: "internet-gateway" | "nat-gateway"; id: Ref<string> };

function declareTargets(
  stack: AwsStack,
  { network, subnets, internetGatewayId, attachment, edge }: ApplicationInput,
): Target[] {
  if (network.egress === "internet-gateway") return [{ kind: "internet-gateway", id: internetGatewayId }];
  const homes = network.natGateways === "one" ? subnets.edge.slice(0, 1) : subnets.edge;
  return homes.map(({ out }, index) => {
    const address = stack.add(elasticIp, `network.elastic-ip-${index + 1}`, {}, [attachment]);
    const { allocationId } = address.out;
    const gateway = stack.add(
      natGateway,
      `network.nat-gateway-${index + 1}`,
      { subnetId: out.subnetId, allocationId },
      [attachment, ...edge],
    );
    return { kind: "nat-gateway", id: gateway.out.natGatewayId };
  });
}
