import { Unknown } from "../../engine/ref.ts";
import { architectureByName } from "../../resources/ec2/instance-architecture.ts";
import type { ImageTarget } from "../build/steps.ts";
import type { Context } from "../context.ts";
import { declarePinned } from "../declaring.ts";
import { knownIn } from "../outputs.ts";
import type { Architecture } from "./facts.ts";

/** Where the application's image is kept, and what it is to run on. */
export interface ImageHome {
  readonly repositoryName: string;
  readonly target: ImageTarget;
  readonly architecture: Architecture;
  /** Whether the repository stands. */
  readonly isMade: boolean;
}

/** Source: AWS in China User Guide, "Endpoints". */
const DOMAINS: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn" };

/**
 * The repository of the settings' stack, as the state remembers it; one that does not stand yet by the name that it will
 * have. Asks AWS nothing.
 */
export function collectImageHome(context: Context, tag: string | undefined): ImageHome {
  const { settings, store, aws } = context;
  const { imageTag, instanceType } = settings.deploy;
  const made = declarePinned(context).handles.deploy?.repositoryUri.resolve(knownIn(store));
  const isMade = typeof made === "string";
  const domain = DOMAINS[aws.partition] ?? "amazonaws.com";
  const expected = `${aws.account}.dkr.ecr.${aws.region}.${domain}/${settings.name}-app`;
  const repositoryUri = made === undefined || made instanceof Unknown ? expected : made;
  return {
    repositoryName: repositoryUri.slice(repositoryUri.indexOf("/") + 1),
    target: { repositoryUri, tag: tag ?? imageTag },
    architecture: architectureByName(instanceType) === "arm64" ? "arm64" : "amd64",
    isMade,
  };
}
