import { z } from "zod";
import { type Cidr, isInside, overlaps, parseCidr } from "./cidr.ts";

/** Prefix lengths of a VPC's block. Source: Amazon VPC User Guide, "VPC CIDR blocks". */
const VPC_LENGTHS = { min: 16, max: 28 };
/** A load balancer wants /27 or larger with 8 free addresses. Source: Elastic Load Balancing User Guide, "Subnets". */
const SUBNET_LENGTHS = { min: 16, max: 27 };

const cidr = (lengths: { min: number; max: number }) =>
  z.string().refine((text) => {
    const parsed = parseCidr(text);
    return parsed !== undefined && parsed.length >= lengths.min && parsed.length <= lengths.max;
  }, `an IPv4 block in CIDR notation from /${lengths.min} to /${lengths.max} without host bits, such as 10.0.1.0/24`);

const subnetBlocks = (third: readonly [number, number, number], what: string) =>
  z
    .array(cidr(SUBNET_LENGTHS))
    .min(2, "two or three blocks, one for each zone")
    .max(3, "two or three blocks, one for each zone")
    .default(third.map((octet) => `10.0.${octet}.0/24`))
    .describe(what);

const subnetIds = (what: string) =>
  z
    .array(z.string().regex(/^subnet-[0-9a-f]+$/, "ids such as subnet-0abc1234"))
    .min(2, "at least two, in different zones")
    .describe(what);

const existing = z
  .strictObject({
    vpcId: z
      .string()
      .regex(/^vpc-[0-9a-f]+$/, "an id such as vpc-0abc1234")
      .describe("The VPC to build in."),
    dataSubnetIds: subnetIds("Subnets for the database, cache and Kafka."),
    applicationSubnetIds: subnetIds("Subnets for the application; they need a way out to the internet."),
    edgeSubnetIds: subnetIds("Subnets for the load balancer; they need an internet gateway."),
  })
  .optional()
  .describe(
    "Build in a VPC that exists: it is checked, never changed, never destroyed. Leave out to make one.",
  );

/** The block `network` of the settings. */
export const networkSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
    cidr: cidr(VPC_LENGTHS).default("10.0.0.0/16").describe("Addresses of the VPC, /16 to /28."),
    dataSubnets: subnetBlocks(
      [1, 2, 3],
      "Database, cache and Kafka; no route to the internet. One block a zone.",
    ),
    applicationSubnets: subnetBlocks([11, 12, 13], "Application instances. One block a zone."),
    edgeSubnets: subnetBlocks([21, 22, 23], "Load balancer and NAT gateways only. One block a zone."),
    egress: z
      .enum(["nat-gateway", "internet-gateway"])
      .default("nat-gateway")
      .describe(
        "How instances reach the internet: nat-gateway (private addresses, costs by the hour) or internet-gateway (public addresses, no NAT cost).",
      ),
    natGateways: z
      .enum(["one", "per-zone"])
      .default("one")
      .describe("one (cheaper; all zones lose egress with its zone) or per-zone."),
    ingress: z
      .enum(["security-groups", "vpc-cidr"])
      .default("security-groups")
      .describe(
        "Who may connect: security-groups (only the tier before) or vpc-cidr (the guide's rule: the whole VPC).",
      ),
    existing,
  })
  .superRefine((network, context) => {
    if (network.existing !== undefined) return;
    for (const problem of subnetProblems(network)) context.addIssue({ code: "custom", ...problem });
  });

export type NetworkSettings = z.infer<typeof networkSchema>;

/** The three kinds of subnets. */
export const TIERS = ["data", "application", "edge"] as const;
export type Tier = (typeof TIERS)[number];

interface Placed {
  readonly key: string;
  readonly index: number;
  readonly block: Cidr;
}

type Blocks = Pick<NetworkSettings, "cidr" | "dataSubnets" | "applicationSubnets" | "edgeSubnets">;

/** Every block that lies outside the VPC or overlaps an earlier one. */
function subnetProblems(network: Blocks): { path: (string | number)[]; message: string; input: unknown }[] {
  const vpc = parseCidr(network.cidr);
  const placed = TIERS.flatMap((tier) => blocksOf(network, `${tier}Subnets`));
  return placed.flatMap((one, position) => {
    const problem = (message: string) => ({ path: [one.key, one.index], message, input: one.block.text });
    if (vpc !== undefined && !isInside(one.block, vpc))
      return [problem(`a block inside network.cidr ${vpc.text}`)];
    const other = placed.slice(0, position).find(({ block }) => overlaps(block, one.block));
    return other === undefined
      ? []
      : [problem(`a block that overlaps no other; ${other.key}[${other.index}] is ${other.block.text}`)];
  });
}

function blocksOf(network: Blocks, key: "dataSubnets" | "applicationSubnets" | "edgeSubnets"): Placed[] {
  return network[key].flatMap((text, index) => {
    const block = parseCidr(text);
    return block === undefined ? [] : [{ key, index, block }];
  });
}
