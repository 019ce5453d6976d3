import { again } from "../../advice.ts";
import type { Answer } from "../../engine/lookup.ts";
import type { Ref } from "../../engine/ref.ts";
import type { Observed } from "../../engine/resource.ts";
import {
  type Architecture,
  architectureByName,
  findArchitecture,
} from "../../resources/ec2/instance-architecture.ts";
import { findAmazonLinux } from "../../resources/ec2/machine-images.ts";
import { findDigest } from "../../resources/ecr/tagged-image.ts";
import type { AwsLookup } from "../../resources/index.ts";
import { orAbsent } from "../../resources/type.ts";
import { answerOf, awaited } from "../section.ts";
import type { Settings } from "../settings.ts";
import { digestIn, repositoryName, taggedName } from "./image.ts";

/** Key of the pinned machine image. */
export const AMI_KEY = "deploy.ami";

/** Key of the look at the application's image. */
export const IMAGE_KEY = "deploy.image";

/** The machine image that instances start from. */
export type Ami = { readonly imageId: string; readonly architecture: Architecture };

/** Whether the application's image is there; its digest if so. */
export type ImageState = { readonly ready: boolean; readonly digest?: string };

/** The newest Amazon Linux 2023 for the processor of the instance type. Another type of the same kind keeps the pin. */
export const amiLookup = ({ deploy }: Settings): AwsLookup<Ami> => ({
  key: AMI_KEY,
  source: `Amazon Linux 2023 for ${architectureByName(deploy.instanceType)} of ssm:GetParameter`,
  async ask(env, pinned) {
    const architecture = pinned?.architecture ?? (await findArchitecture(env, deploy.instanceType));
    return { imageId: await findAmazonLinux(env, architecture), architecture };
  },
  // A lost pin is read off the template: another image would replace every instance.
  live: {
    type: "ec2/launch-template",
    read: ([template]) => readLive(template),
    isSameLine: (answer, live) => answer.architecture === live.architecture,
    isAhead: () => false,
  },
  newer: (pinned, offered) =>
    pinned.architecture === offered.architecture && pinned.imageId !== offered.imageId
      ? `A newer Amazon Linux 2023 is offered (${offered.imageId}); the stack stays at ${pinned.imageId} until: ${again(`--upgrade ${AMI_KEY}`)}`
      : undefined,
});

function readLive(template: Observed | undefined): Ami | undefined {
  const { imageId, instanceType } = template?.props ?? {};
  if (typeof imageId !== "string" || imageId === "") return undefined;
  return { imageId, architecture: architectureByName(String(instanceType)) };
}

/** Whether the repository holds the image under the tag that instances run. Looked at on each run: builds change it. */
export const imageLookup = (settings: Settings): AwsLookup<ImageState> => ({
  key: IMAGE_KEY,
  source: `${repositoryName(settings)}:${settings.deploy.imageTag} of ecr:DescribeImages`,
  unpinned: true,
  async ask(env) {
    const image = { repositoryName: repositoryName(settings), tag: settings.deploy.imageTag };
    const digest = await orAbsent(() => findDigest(env, image), "RepositoryNotFoundException");
    return digest === undefined ? { ready: false } : { ready: true, digest };
  },
  // Where the tag leads to nothing that can be seen, what is started goes on with the image that it was started with.
  live: {
    type: "ec2/launch-template",
    read: (templates) => liveImage(settings, templates),
    isSameLine: ({ digest }) => digest === undefined,
    isAhead: () => false,
  },
  newer: ({ digest }, offered) =>
    digest !== undefined && offered.digest === undefined
      ? `The repository has no image ${taggedName(settings)}; instances go on with ${digest}, as long as it holds that. Make one: flashsale-setup deploy build`
      : undefined,
  fallback: {
    value: { ready: false },
    notice:
      "Whether the application's image is in its repository could not be seen: it is taken for missing.",
  },
});

function liveImage(settings: Settings, templates: readonly Observed[]): ImageState | undefined {
  const digests = templates.map(({ props }) => digestIn(String(props.userData), settings));
  const digest = digests.find((one) => one !== undefined);
  return digest === undefined ? undefined : { ready: false, digest };
}

/** The machine image to declare. */
export const amiOf = ({ deploy }: Settings, answers: ReadonlyMap<string, Answer>): string | Ref<string> =>
  deploy.amiId ?? answerOf<Ami>(answers, AMI_KEY)?.imageId ?? awaited<string>(AMI_KEY);

const imageOf = (answers: ReadonlyMap<string, Answer>): ImageState | undefined =>
  answers.get(IMAGE_KEY)?.value as ImageState | undefined;

/** Whether the application's image is there. */
export const isImageReady = (answers: ReadonlyMap<string, Answer>): boolean =>
  imageOf(answers)?.ready ?? false;

/** Digest of the image that instances are to run, as far as it is known. */
export const imageDigest = (answers: ReadonlyMap<string, Answer>): string | undefined =>
  imageOf(answers)?.digest;
