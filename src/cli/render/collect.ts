import { resolveInput, unknownSources } from "../../engine/ref.ts";
import { PlanError } from "../../errors.ts";
import { withDependents } from "../../sections/about.ts";
import { contents } from "../../sections/contents.ts";
import type { Context } from "../context.ts";
import { collectStanding, type Standing } from "../outputs.ts";
import type { DeployFacts } from "./facts.ts";
import { collectImageHome } from "./image-home.ts";

/** Sections that come after the deployment: what they tell of is another way to run the same application. */
const LATER: ReadonlySet<string> = new Set(
  withDependents(["deploy"], contents).filter((name) => name !== "deploy"),
);

const isLater = (address: string): boolean => LATER.has(address.split(".")[0] ?? "");

/**
 * Everything that manifests are filled with, as the state remembers it. Asks AWS nothing.
 * @throws PlanError when something that they name does not stand.
 */
export function collectFacts(context: Context): DeployFacts {
  const { settings, aws } = context;
  const standing = collectStanding(context);
  const { name, displayName, tags, scale } = settings;
  const { account, region, partition } = aws;
  const home = collectImageHome(context, undefined);
  return {
    ...{ name, displayName, tags, account, region, partition },
    ...placeOf(standing, home.isMade),
    image: home.target,
    architecture: home.architecture,
    variables: standing.variables,
    isPublic: settings.network.egress === "internet-gateway" && settings.network.existing === undefined,
    count: { desired: scale.desired, min: scale.min, max: scale.max, targetCpu: scale.targetCpu },
  };
}

type Place = Pick<DeployFacts, "subnetIds" | "securityGroupId" | "policyArn">;

function placeOf({ handles, known, missing }: Standing, hasRepository: boolean): Place {
  const { network } = handles;
  const needed = {
    subnetIds: network?.applicationSubnetIds,
    securityGroupId: network?.groups.application,
    policyArn: known("iam.policy")?.arn,
  };
  const resolved = resolveInput(needed, known) as Partial<Place>;
  const { subnetIds, securityGroupId, policyArn } = resolved;
  const absent = [
    ...missing.flatMap(({ needs }) => needs.filter((address) => !isLater(address))),
    ...unknownSources(resolved),
    ...(policyArn === undefined ? ["iam.policy"] : []),
    ...(hasRepository ? [] : ["deploy.repository"]),
  ];
  if (
    absent.length > 0 ||
    subnetIds === undefined ||
    securityGroupId === undefined ||
    policyArn === undefined
  )
    throw notStanding(absent);
  return { subnetIds, securityGroupId, policyArn };
}

function notStanding(addresses: readonly string[]): PlanError {
  const named = [...new Set(addresses)].join(", ") || "the network";
  return new PlanError({
    code: "StandsInPart",
    summary: "Not all of it stands yet",
    detail: `The files name what the stack has, and this does not stand: ${named}. deploy makes it with all that it needs.`,
    fix: ["flashsale-setup deploy"],
  });
}
