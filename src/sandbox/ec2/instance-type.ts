import type {
  DescribeInstanceTypesCommandInput,
  DescribeInstanceTypesCommandOutput,
  InstanceTypeInfo,
} from "@aws-sdk/client-ec2";
import { type Call, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, paginate, select } from "./describe.ts";
import { ec2Offers } from "./offers.ts";

/** vCPUs by size, but for the small sizes of the oldest burstable family. Source: EC2 Instance Types Guide. */
const VCPUS: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 2,
  medium: 2,
  large: 2,
  xlarge: 4,
  "2xlarge": 8,
  "4xlarge": 16,
};

const sizeOf = (type: string): string => type.slice(type.indexOf(".") + 1);

/** How many vCPUs an instance type has. */
export function vcpusOf(type: string): number {
  if (type.startsWith("t2.") && ["nano", "micro", "small"].includes(sizeOf(type))) return 1;
  return VCPUS[sizeOf(type)] ?? 2;
}

/** The processor of an instance type: Graviton's families have a `g` after the generation. */
export function architectureOf(type: string): "x86_64" | "arm64" {
  return /^[a-z]+\d+g/.test(type) ? "arm64" : "x86_64";
}

/** GiB of memory for each vCPU, by family. Source: EC2 Instance Types Guide. */
const memoryOf = (type: string): number => ({ c: 2, r: 8 })[type.slice(0, 1)] ?? 4;

interface Offered {
  readonly type: string;
  readonly tags?: never;
}

const FILTERS: FilterTable<Offered> = {
  "current-generation": ({ type }) => String(!type.startsWith("t2.")),
  hypervisor: ({ type }) => (type.startsWith("t2.") ? "xen" : "nitro"),
  "instance-type": ({ type }) => type,
  "processor-info.supported-architecture": ({ type }) => architectureOf(type),
};

const toInfo = ({ type }: Offered): InstanceTypeInfo => ({
  InstanceType: type as NonNullable<InstanceTypeInfo["InstanceType"]>,
  CurrentGeneration: !type.startsWith("t2."),
  SupportedUsageClasses: ["on-demand", "spot"],
  Hypervisor: type.startsWith("t2.") ? "xen" : "nitro",
  ProcessorInfo: { SupportedArchitectures: [architectureOf(type)] },
  VCpuInfo: { DefaultVCpus: vcpusOf(type) },
  MemoryInfo: { SizeInMiB: vcpusOf(type) * memoryOf(type) * 1024 },
});

function describeTypes(
  input: DescribeInstanceTypesCommandInput,
  call: Call,
): Omit<DescribeInstanceTypesCommandOutput, "$metadata"> {
  const known = call.account.offers(ec2Offers).instanceTypes;
  const asked: readonly string[] = input.InstanceTypes ?? [];
  const unknown = asked.filter((type) => !known.includes(type));
  if (unknown.length > 0) throw unknownType(unknown);
  const wanted = known.filter((type) => asked.length === 0 || asked.includes(type)).map((type) => ({ type }));
  const request = { filters: input.Filters, maxResults: input.MaxResults, nextToken: input.NextToken };
  const { records, nextToken } = paginate(call, select(call, wanted, { request, filters: FILTERS }), request);
  return { InstanceTypes: records.map(toInfo), NextToken: nextToken };
}

/** EC2's refusal of instance types that do not exist. */
export function unknownType(types: readonly string[]): Refusal {
  return new Refusal(
    "InvalidInstanceType",
    `The following supplied instance types do not exist: [${types.join(", ")}]`,
  );
}

/** EC2's calls on what its instance types are. */
export const instanceTypeOperations = {
  DescribeInstanceTypes: read<DescribeInstanceTypesCommandInput, DescribeInstanceTypesCommandOutput>(
    describeTypes,
  ),
};
