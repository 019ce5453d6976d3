import { createHash } from "node:crypto";
import type {
  BatchDeleteImageCommandInput,
  BatchDeleteImageCommandOutput,
  DescribeImagesCommandInput,
  DescribeImagesCommandOutput,
  ImageDetail,
  ImageIdentifier,
  ListImagesCommandInput,
  ListImagesCommandOutput,
  PutImageCommandInput,
  PutImageCommandOutput,
} from "@aws-sdk/client-ecr";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getRepository, imagesIn } from "./find.ts";
import { paginate } from "./page.ts";
import { images, type EcrImage as Row } from "./tables.ts";

/** Tags of images. Source: the service's model, ImageTag. */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

interface Manifest {
  readonly mediaType?: unknown;
  readonly config?: { readonly size?: unknown };
  readonly layers?: readonly { readonly size?: unknown }[];
}

function parseManifest(text: string): Manifest {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Told below, as for anything else that is no manifest.
  }
  throw new Refusal(
    "InvalidParameterException",
    "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
  );
}

function sizeOf({ config, layers = [] }: Manifest): number {
  const sizes = [config, ...layers].map((part) => part?.size);
  return sizes.reduce<number>((sum, size) => sum + (typeof size === "number" ? size : 0), 0);
}

/**
 * Records an image under a tag, as a push that ended well does; the tag leaves the image that had it. Throws for an unknown
 * repository, and for a tag that an immutable one has already.
 */
export function recordImage(
  call: Call,
  repository: string,
  pushed: { manifest: string; tag?: string | undefined },
): Row {
  const { tagMutability, id: name } = getRepository(call, repository);
  const manifest = parseManifest(pushed.manifest);
  const digest = `sha256:${createHash("sha256").update(pushed.manifest).digest("hex")}`;
  const table = call.account.table(images);
  const known = table.find(`${name}@${digest}`);
  moveTag(call, name, { tag: pushed.tag, digest, isFixed: tagMutability === "IMMUTABLE" });
  const tags = new Set([...(known?.imageTags ?? []), ...(pushed.tag === undefined ? [] : [pushed.tag])]);
  const now = call.account.clock.now();
  return table.insert({
    id: `${name}@${digest}`,
    createdAt: known?.createdAt ?? now,
    repository: name,
    digest,
    imageTags: [...tags],
    pushedAt: now,
    manifest: pushed.manifest,
    mediaType:
      typeof manifest.mediaType === "string"
        ? manifest.mediaType
        : "application/vnd.oci.image.manifest.v1+json",
    sizeBytes: sizeOf(manifest),
  });
}

function moveTag(
  call: Call,
  repository: string,
  { tag, digest, isFixed }: { tag: string | undefined; digest: string; isFixed: boolean },
): void {
  if (tag === undefined) return;
  if (!TAG.test(tag)) throw new Refusal("InvalidParameterException", "Invalid parameter at 'imageTag'");
  const holder = imagesIn(call, repository).find(({ imageTags }) => imageTags.includes(tag));
  if (holder === undefined) return;
  if (holder.digest === digest) {
    const message = `Image with digest '${digest}' and tag '${tag}' already exists in the repository with name '${repository}'`;
    throw new Refusal("ImageAlreadyExistsException", message);
  }
  if (isFixed) {
    const message = `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the repository is immutable.`;
    throw new Refusal("ImageTagAlreadyExistsException", message);
  }
  call.account
    .table(images)
    .update(holder.id, { imageTags: holder.imageTags.filter((candidate) => candidate !== tag) });
}

function put(input: PutImageCommandInput, call: Call): Omit<PutImageCommandOutput, "$metadata"> {
  const { id: name } = getRepository(call, input.repositoryName, input.registryId);
  const manifest = input.imageManifest ?? "";
  const made = recordImage(call, name, { manifest, tag: input.imageTag });
  if (input.imageDigest !== undefined && input.imageDigest !== made.digest) {
    const message = "The provided image digest does not match the digest of the image manifest.";
    throw new Refusal("ImageDigestDoesNotMatchException", message);
  }
  const imageId = {
    imageDigest: made.digest,
    ...(input.imageTag === undefined ? {} : { imageTag: input.imageTag }),
  };
  return {
    image: {
      registryId: call.accountId,
      repositoryName: name,
      imageId,
      imageManifest: manifest,
      imageManifestMediaType: made.mediaType,
    },
  };
}

const fits = ({ digest, imageTags }: Row, { imageDigest, imageTag }: ImageIdentifier): boolean =>
  (imageDigest === undefined || imageDigest === digest) &&
  (imageTag === undefined || imageTags.includes(imageTag));

function toDetail(row: Row, call: Call): ImageDetail {
  return {
    registryId: call.accountId,
    repositoryName: row.repository,
    imageDigest: row.digest,
    ...(row.imageTags.length === 0 ? {} : { imageTags: [...row.imageTags] }),
    imageSizeInBytes: row.sizeBytes,
    imagePushedAt: new Date(row.pushedAt),
    imageManifestMediaType: row.mediaType,
  };
}

function describeImages(
  input: DescribeImagesCommandInput,
  call: Call,
): Omit<DescribeImagesCommandOutput, "$metadata"> {
  const { id: name } = getRepository(call, input.repositoryName, input.registryId);
  const all = imagesIn(call, name);
  const asked = input.imageIds ?? [];
  const missing = asked.find((wanted) => !all.some((row) => fits(row, wanted)));
  if (missing !== undefined) {
    const message = `The image with imageId {imageDigest:'${missing.imageDigest ?? "null"}', imageTag:'${missing.imageTag ?? "null"}'} does not exist within the repository with name '${name}' in the registry with id '${call.accountId}'`;
    throw new Refusal("ImageNotFoundException", message);
  }
  const status = input.filter?.tagStatus ?? "ANY";
  const found = all
    .filter((row) => asked.length === 0 || asked.some((wanted) => fits(row, wanted)))
    .filter(({ imageTags }) => status === "ANY" || imageTags.length > 0 === (status === "TAGGED"));
  const { records, nextToken } = paginate(found, input);
  return { imageDetails: records.map((row) => toDetail(row, call)), nextToken };
}

function listImages(input: ListImagesCommandInput, call: Call): Omit<ListImagesCommandOutput, "$metadata"> {
  const { id: name } = getRepository(call, input.repositoryName, input.registryId);
  const ids = imagesIn(call, name).flatMap(({ digest, imageTags }): ImageIdentifier[] =>
    imageTags.length === 0
      ? [{ imageDigest: digest }]
      : imageTags.map((imageTag) => ({ imageDigest: digest, imageTag })),
  );
  const { records, nextToken } = paginate(ids, input);
  return { imageIds: [...records], nextToken };
}

/** A tag alone goes from its image; a digest takes the image with all its tags. Source: ECR API reference, BatchDeleteImage. */
function deleteImages(
  input: BatchDeleteImageCommandInput,
  call: Call,
): Omit<BatchDeleteImageCommandOutput, "$metadata"> {
  const { id: name } = getRepository(call, input.repositoryName, input.registryId);
  const table = call.account.table(images);
  const gone: ImageIdentifier[] = [];
  const failures: BatchDeleteImageCommandOutput["failures"] = [];
  for (const wanted of input.imageIds ?? []) {
    const row = imagesIn(call, name).find((candidate) => fits(candidate, wanted));
    if (row === undefined) {
      const failureReason = "Requested image not found";
      failures.push({ imageId: wanted, failureCode: "ImageNotFound", failureReason });
      continue;
    }
    gone.push({ ...wanted, imageDigest: row.digest });
    const kept = row.imageTags.filter((tag) => tag !== wanted.imageTag);
    if (wanted.imageDigest !== undefined || kept.length === 0) table.remove(row.id);
    else table.update(row.id, { imageTags: kept });
  }
  return { imageIds: gone, failures };
}

/** ECR's calls on images. Layers are not kept: a manifest stands for what was pushed. */
export const imageOperations = {
  BatchDeleteImage: change<BatchDeleteImageCommandInput, BatchDeleteImageCommandOutput>(deleteImages),
  DescribeImages: read<DescribeImagesCommandInput, DescribeImagesCommandOutput>(describeImages),
  ListImages: read<ListImagesCommandInput, ListImagesCommandOutput>(listImages),
  PutImage: change<PutImageCommandInput, PutImageCommandOutput>(put),
};
