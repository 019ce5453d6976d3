import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  type Repository,
} from "@aws-sdk/client-ecr";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isAccessDenied, isNotFound } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { type Kept, parsePolicy, toPolicyText } from "./lifecycle-policy.ts";
import { changeTags } from "./tagging.ts";

/** What a repository is asked to be. It is encrypted with a key of ECR's own. */
export type RepositoryProps = {
  /** 2 to 256 lower-case letters, digits and `._-/`; unique in account and region. */
  name: string;
  /** Whether each image is scanned for known vulnerabilities when it comes. */
  scanOnPush: boolean;
  /** Whether a tag, such as `latest`, may move to another image. */
  tagsMove: boolean;
  /** The newest images that are kept; older ones expire within a day. */
  keepImages: number;
  /** The tag that instances run; its image never expires. */
  keptTag: string;
  tags: Tags;
};

/** `uri` is what images are pushed to and pulled from, without a tag. */
export type RepositoryAttributes = { name: string; arn: string; uri: string };

type ObservedRepository = Observed<RepositoryProps, RepositoryAttributes>;

// A repository that was just made may be unknown to the next call.
const FRESH = { isLag: (error: unknown) => isNotFound(error), budgetSeconds: 120 };

/** Whether tags move; nothing for a mutability that excludes some tags, which is none of ours. */
const MUTABILITY: ReadonlyMap<string, boolean> = new Map([
  ["MUTABLE", true],
  ["IMMUTABLE", false],
]);

async function findRepository(aws: Aws, name: string): Promise<ObservedRepository | undefined> {
  const command = new DescribeRepositoriesCommand({ repositoryNames: [name] });
  return orAbsent(async () => {
    const [found] = (await aws.safe.ecr.send(command)).repositories ?? [];
    return found === undefined ? undefined : toObserved(aws, name, found);
  }, "RepositoryNotFoundException");
}

async function toObserved(aws: Aws, name: string, found: Repository): Promise<ObservedRepository> {
  const arn = found.repositoryArn ?? "";
  const [tags, kept] = await Promise.all([readTags(aws, arn), readKept(aws, name)]);
  const scanOnPush = found.imageScanningConfiguration?.scanOnPush ?? false;
  const tagsMove = MUTABILITY.get(found.imageTagMutability ?? "");
  return {
    id: name,
    name,
    condition: "standing",
    status: "available",
    props: { name, scanOnPush, ...(tagsMove === undefined ? {} : { tagsMove }), tags, ...kept },
    attributes: { name, arn, uri: found.repositoryUri ?? "" },
    tags,
  };
}

async function readTags(aws: Aws, arn: string): Promise<Tags> {
  const { tags } = await aws.safe.ecr.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  return fromTagList(tags);
}

async function readKept(aws: Aws, name: string): Promise<Partial<Kept>> {
  const command = new GetLifecyclePolicyCommand({ repositoryName: name });
  const policy = await orAbsent(() => aws.safe.ecr.send(command), "LifecyclePolicyNotFoundException");
  return parsePolicy(policy?.lifecyclePolicyText);
}

/** Where the caller may not look, there may be images. */
async function isEmpty(aws: Aws, repositoryName: string): Promise<boolean> {
  const command = new DescribeImagesCommand({ repositoryName, maxResults: 1 });
  try {
    return ((await aws.safe.ecr.send(command)).imageDetails ?? []).length === 0;
  } catch (error) {
    if (isAccessDenied(error)) return false;
    if (isNotFound(error, "RepositoryNotFoundException")) return true;
    throw error;
  }
}

/** Sends one change; each sets an absolute value. */
async function send(aws: Aws, repositoryName: string, { prop, to }: Change<RepositoryProps>): Promise<void> {
  const { ecr } = aws.safe;
  if (prop === "scanOnPush") {
    const imageScanningConfiguration = { scanOnPush: Boolean(to) };
    await ecr.send(new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }));
  }
  if (prop === "tagsMove") {
    const imageTagMutability = to === true ? "MUTABLE" : "IMMUTABLE";
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
  }
}

/** Both say together which images stay. */
const isOfPolicy = ({ prop }: Change<RepositoryProps>): boolean =>
  prop === "keepImages" || prop === "keptTag";

async function putPolicy(aws: Aws, repositoryName: string, kept: Kept): Promise<void> {
  const lifecyclePolicyText = toPolicyText(kept);
  await aws.safe.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
}

/**
 * A private repository of images, with the rule by which old ones expire. With images it holds data: whatever deletes it
 * takes them along, and only a command that names it does.
 */
export const ecrRepository = resourceType<RepositoryProps, RepositoryAttributes>({
  name: "ecr/repository",
  title: "ECR repository",
  repeat: "name",
  proof: "tags",
  compare: {
    name: "exact",
    scanOnPush: "exact",
    tagsMove: "exact",
    keepImages: "exact",
    keptTag: "exact",
    tags: "subset",
  },
  replaceOn: ["name"],
  afterCreate: ["keepImages", "keptTag"],
  stable: ["name", "arn", "uri"],
  typicalSeconds: { create: 3, update: 2, delete: 3 },
  holdsData: true,
  iamActions: [
    "ecr:CreateRepository",
    "ecr:TagResource",
    "ecr:UntagResource",
    "ecr:ListTagsForResource",
    "ecr:PutImageScanningConfiguration",
    "ecr:PutImageTagMutability",
    "ecr:GetLifecyclePolicy",
    "ecr:PutLifecyclePolicy",
    "ecr:DescribeRepositories",
    "ecr:DescribeImages",
    "ecr:DeleteRepository",
  ],
  nameOf: ({ name }) => name,

  /** One read for each name: a read of several fails when one of them is not there. */
  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findRepository(aws, name))));
  },

  get: findRepository,

  async create(aws, { name, scanOnPush, tagsMove, tags }) {
    const command = new CreateRepositoryCommand({
      repositoryName: name,
      imageScanningConfiguration: { scanOnPush },
      imageTagMutability: tagsMove ? "MUTABLE" : "IMMUTABLE",
      tags: toTagList(tags),
    });
    await asAlreadyExists(() => aws.once.ecr.send(command));
    return { id: name };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findRepository(aws, id), `ECR repository ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    for (const change of changes) await untilSettled(() => send(aws, id, change), FRESH, context);
    if (changes.some(isOfPolicy)) await untilSettled(() => putPolicy(aws, id, context.props), FRESH, context);
    const { arn } = context.observed.attributes;
    await changeTags(aws, arn, changes);
  },

  isEmpty,

  /** With its images, unless there were none: then one that came since keeps it. */
  async delete(aws, id, { onlyIfEmpty = false }) {
    const command = new DeleteRepositoryCommand({ repositoryName: id, force: !onlyIfEmpty });
    await ignoreAbsent(() => aws.safe.ecr.send(command), "RepositoryNotFoundException");
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findRepository(aws, id), `ECR repository ${id}`, watch),
});
