import { z } from "zod";
import { BESIDE_OTHERS } from "../cross-check.ts";
import { blocksIn, LONGEST_DIVIDED, TIERS } from "./blocks.ts";
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

const subnetBlocks = (what: string) =>
  z
    .array(cidr(SUBNET_LENGTHS))
    .min(2, "two or three blocks, one for each zone")
    .max(3, "two or three blocks, one for each zone")
    .optional()
    .describe(`${what} One block a zone; left out, they are cut out of cidr.`);

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
    dataSubnets: subnetBlocks("Database, cache and Kafka; no route to the internet."),
    applicationSubnets: subnetBlocks("Application instances."),
    edgeSubnets: subnetBlocks("Load balancer and NAT gateways only."),
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
    for (const problem of subnetProblems(withBlocks(network)))
      context.addIssue({ code: "custom", ...problem });
  }, BESIDE_OTHERS)
  .transform(withBlocks);

export type NetworkSettings = z.output<typeof networkSchema>;

interface Blocks {
  readonly cidr: string;
  readonly dataSubnets: string[];
  readonly applicationSubnets: string[];
  readonly edgeSubnets: string[];
}

type Given = { readonly [K in keyof Omit<Blocks, "cidr">]?: string[] | undefined } & Pick<Blocks, "cidr">;

/** The block with the subnets that it does not name, as many in each tier as in one that it does. */
function withBlocks<T extends Given>(network: T): T & Blocks {
  const { cidr, dataSubnets, applicationSubnets, edgeSubnets } = network;
  const count = (dataSubnets ?? applicationSubnets ?? edgeSubnets)?.length;
  return {
    ...network,
    dataSubnets: dataSubnets ?? blocksIn(cidr, "data").slice(0, count),
    applicationSubnets: applicationSubnets ?? blocksIn(cidr, "application").slice(0, count),
    edgeSubnets: edgeSubnets ?? blocksIn(cidr, "edge").slice(0, count),
  };
}

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
  readonly input: unknown;
}

interface Placed {
  readonly key: string;
  readonly index: number;
  readonly block: Cidr;
}

/** What is wrong with the blocks as a whole. */
function subnetProblems(network: Blocks): Problem[] {
  const placed = TIERS.flatMap((tier) => blocksOf(network, `${tier}Subnets`));
  return [...roomProblems(network), ...countProblems(network), ...placeProblems(network.cidr, placed)];
}

function roomProblems({ cidr: input, ...blocks }: Blocks): Problem[] {
  const vpc = parseCidr(String(input));
  if (vpc === undefined || vpc.length <= LONGEST_DIVIDED) return [];
  const missing = TIERS.map((tier) => `${tier}Subnets` as const).filter((key) => blocks[key].length === 0);
  if (missing.length === 0) return [];
  const message = `a block of /${LONGEST_DIVIDED} or larger, or ${missing.join(", ")} given`;
  return [{ path: ["cidr"], message, input }];
}

/** A block for a zone in which another tier has none would silently stay unused. */
function countProblems({ dataSubnets, applicationSubnets, edgeSubnets }: Blocks): Problem[] {
  const others = { applicationSubnets, edgeSubnets };
  return Object.entries(others).flatMap(([key, input]) => {
    const lists = [input, dataSubnets].filter((list) => Array.isArray(list) && list.length > 0);
    if (lists.length < 2 || input.length === dataSubnets.length) return [];
    const message = `as many blocks as dataSubnets, which has ${dataSubnets.length}: one for each zone`;
    return [{ path: [key], message, input }];
  });
}

/** Every block that lies outside the VPC or overlaps an earlier one. */
function placeProblems(vpcCidr: string, placed: readonly Placed[]): Problem[] {
  const vpc = parseCidr(String(vpcCidr));
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
  return [network[key]].flat().flatMap((text, index) => {
    const block = parseCidr(String(text));
    return block === undefined ? [] : [{ key, index, block }];
  });
}
