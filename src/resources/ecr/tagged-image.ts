import { DescribeImagesCommand, PutImageCommand } from "@aws-sdk/client-ecr";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";

/** An image by its repository's name and its tag. */
export interface TaggedImage {
  readonly repositoryName: string;
  readonly tag: string;
}

/** An image by its repository's name and its digest. */
interface DigestedImage {
  readonly repositoryName: string;
  readonly digest: string;
}

/** Digest of the image that has a tag now, or of the one that has this digest; `undefined` where there is none. */
export async function findDigest(aws: Aws, image: TaggedImage | DigestedImage): Promise<string | undefined> {
  const { repositoryName } = image;
  const imageId = "tag" in image ? { imageTag: image.tag } : { imageDigest: image.digest };
  const command = new DescribeImagesCommand({ repositoryName, imageIds: [imageId] });
  try {
    const { imageDetails } = await aws.safe.ecr.send(command);
    return imageDetails?.[0]?.imageDigest;
  } catch (error) {
    if (isNotFound(error, "ImageNotFoundException")) return undefined;
    throw error;
  }
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Digest and media type of `{}`, which OCI has for what has no configuration. Source: OCI image specification, "Guidance for an Empty Descriptor". */
const EMPTY = {
  mediaType: "application/vnd.oci.empty.v1+json",
  digest: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
  size: 2,
};

/**
 * Records an image of nothing under a tag, for an account that no image can be pushed to. The instant makes it another one
 * each time, as another build would be.
 */
export async function recordImage(
  aws: Aws,
  { repositoryName, tag }: TaggedImage,
): Promise<string | undefined> {
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: EMPTY,
    layers: [],
    annotations: { "org.opencontainers.image.created": new Date(aws.clock.now()).toISOString() },
  };
  const command = new PutImageCommand({
    repositoryName,
    imageTag: tag,
    imageManifest: JSON.stringify(manifest),
    imageManifestMediaType: MANIFEST,
  });
  const { image } = await aws.once.ecr.send(command);
  return image?.imageId?.imageDigest;
}
