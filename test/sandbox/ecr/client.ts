import {
  CreateRepositoryCommand,
  type CreateRepositoryCommandInput,
  ECRClient,
  PutImageCommand,
  type Repository,
} from "@aws-sdk/client-ecr";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with an ECR client. */
export interface EcrPractice extends Practice {
  readonly ecr: ECRClient;
}

/** Makes an ECR client that speaks to a sandbox. */
export function toEcr({ sandbox }: Pick<Practice, "sandbox">): ECRClient {
  const { region, credentials } = sandbox;
  const ecr = new ECRClient({ region, credentials, maxAttempts: 1 });
  ecr.middlewareStack.use(sandbox.plugin());
  return ecr;
}

/** Opens a sandbox for a test of ECR. */
export function practiseEcr(options: Partial<SandboxOptions> = {}): EcrPractice {
  const practice = practise(options);
  return { ...practice, ecr: toEcr(practice) };
}

/** Makes the repository `flashsale-app`. */
export async function makeRepository(
  { ecr }: Pick<EcrPractice, "ecr">,
  more: Partial<CreateRepositoryCommandInput> = {},
): Promise<Repository> {
  const command = new CreateRepositoryCommand({ repositoryName: "flashsale-app", ...more });
  return (await ecr.send(command)).repository ?? {};
}

/** Records an image that differs by its text, and gives its digest. */
export async function pushImage(
  { ecr }: Pick<EcrPractice, "ecr">,
  text: string,
  imageTag = "latest",
): Promise<string> {
  const manifest = { schemaVersion: 2, config: { size: 2 }, layers: [{ size: 40 }], annotations: { text } };
  const imageManifest = JSON.stringify(manifest);
  const { image } = await ecr.send(
    new PutImageCommand({ repositoryName: "flashsale-app", imageManifest, imageTag }),
  );
  return image?.imageId?.imageDigest ?? "";
}
