import type {
  CompatibleKafkaVersion,
  GetCompatibleKafkaVersionsCommandInput,
  GetCompatibleKafkaVersionsCommandOutput,
  ListKafkaVersionsCommandInput,
  ListKafkaVersionsCommandOutput,
} from "@aws-sdk/client-kafka";
import { type Call, read } from "../operation.ts";
import { badRequest } from "./dialect.ts";
import { paginate } from "./identifier.ts";
import { getActiveCluster, standingOf } from "./lifecycle.ts";
import { kafkaOffers, type OfferedVersion } from "./offers.ts";

const versionsOf = (call: Call): readonly OfferedVersion[] => call.account.offers(kafkaOffers).kafkaVersions;

/** Checks a version for something new. Throws BadRequestException with the versions that there are. */
export function checkVersion(call: Call, parameter: string, version: string | undefined): string {
  const offered = versionsOf(call).filter(({ status }) => status === "ACTIVE");
  const found = offered.find((candidate) => candidate.version === version);
  if (found !== undefined) return found.version;
  const valid = offered.map((candidate) => candidate.version).join(", ");
  throw badRequest(parameter, `Unsupported KafkaVersion [${version ?? ""}]. Valid values: [${valid}]`);
}

/** The versions to which a cluster of this one can be upgraded in place. */
export function targetsOf(call: Call, version: string): readonly string[] {
  return versionsOf(call).find((candidate) => candidate.version === version)?.targets ?? [];
}

/** Whether a version keeps its metadata without ZooKeeper. */
export const isKraft = (version: string): boolean => version.endsWith(".kraft");

const getUpgradable = (call: Call, arn: string) =>
  getActiveCluster(call, arn, "get compatible versions for a cluster");

function getCompatible(
  input: GetCompatibleKafkaVersionsCommandInput,
  call: Call,
): Omit<GetCompatibleKafkaVersionsCommandOutput, "$metadata"> {
  const sources =
    input.ClusterArn === undefined
      ? versionsOf(call).map(({ version }) => version)
      : [standingOf(getUpgradable(call, input.ClusterArn), call).settings.kafkaVersion];
  const CompatibleKafkaVersions = sources.map(
    (SourceVersion): CompatibleKafkaVersion => ({
      SourceVersion,
      TargetVersions: [...targetsOf(call, SourceVersion)],
    }),
  );
  return { CompatibleKafkaVersions };
}

/** MSK's calls on versions. */
export const kafkaVersionOperations = {
  ListKafkaVersions: read<ListKafkaVersionsCommandInput, ListKafkaVersionsCommandOutput>((input, call) => {
    const { page, ...rest } = paginate(versionsOf(call), input);
    return {
      KafkaVersions: page.map(({ version, status }) => ({ Version: version, Status: status })),
      ...rest,
    };
  }),
  GetCompatibleKafkaVersions: read<
    GetCompatibleKafkaVersionsCommandInput,
    GetCompatibleKafkaVersionsCommandOutput
  >(getCompatible),
};
