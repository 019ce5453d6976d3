import type { Desk } from "../context.ts";
import type { Discovered } from "../discover.ts";
import { usage } from "../run-command.ts";

/** The setting `network.existing`. */
export interface Existing {
  readonly vpcId: string;
  readonly dataSubnetIds: readonly string[];
  readonly applicationSubnetIds: readonly string[];
  readonly edgeSubnetIds: readonly string[];
}

const FLAGS = {
  dataSubnetIds: "existingDataSubnets",
  applicationSubnetIds: "existingApplicationSubnets",
  edgeSubnetIds: "existingEdgeSubnets",
} as const;

const listOf = (text: string): string[] => text.split(",").map((id) => id.trim());

const idsOf = (ids: unknown): string[] => (Array.isArray(ids) ? ids : []);

/** An existing VPC given by flags; all four go together. */
export function existingFromFlags(flags: Readonly<Record<string, unknown>>): Existing | undefined {
  const vpcId = flags.existingVpc;
  if (vpcId === undefined && Object.values(FLAGS).every((name) => flags[name] === undefined))
    return undefined;
  const existing = {
    vpcId: typeof vpcId === "string" ? vpcId : "",
    dataSubnetIds: idsOf(flags[FLAGS.dataSubnetIds]),
    applicationSubnetIds: idsOf(flags[FLAGS.applicationSubnetIds]),
    edgeSubnetIds: idsOf(flags[FLAGS.edgeSubnetIds]),
  };
  if (
    existing.vpcId !== "" &&
    [existing.dataSubnetIds, existing.applicationSubnetIds, existing.edgeSubnetIds].every(
      (ids) => ids.length > 0,
    )
  )
    return existing;
  throw usage(
    "ExistingIncomplete",
    "--existing-vpc goes with --existing-data-subnets, --existing-application-subnets and --existing-edge-subnets.",
  );
}

const NEW = "a new one";

/** Offers the VPCs that were found; `undefined` for a new one. */
export async function askExisting({ prompts }: Desk, { vpcs }: Discovered): Promise<Existing | undefined> {
  if (vpcs.length === 0) return undefined;
  const choices = [
    { value: NEW, name: "A new VPC" },
    ...vpcs.map(({ id, name, cidrs }) => ({ value: id, name: `${id} ${name ?? ""} ${cidrs.join(" ")}` })),
  ];
  const vpcId = await prompts.select<string>({
    message: "Where to build?",
    flag: "--existing-vpc ID",
    choices,
    default: NEW,
  });
  if (vpcId === NEW) return undefined;
  const ask = async (what: string, flag: string): Promise<string[]> =>
    listOf(
      await prompts.input({
        message: `Its subnets for ${what} (ids, with commas)`,
        flag,
        problemOf: atLeastTwo,
      }),
    );
  return {
    vpcId,
    dataSubnetIds: await ask("the data stores", "--existing-data-subnets IDS"),
    applicationSubnetIds: await ask("the application", "--existing-application-subnets IDS"),
    edgeSubnetIds: await ask("the load balancer", "--existing-edge-subnets IDS"),
  };
}

const atLeastTwo = (text: string): string | undefined =>
  listOf(text).length < 2 ? "At least two, in different zones" : undefined;
