import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { Aws } from "../../aws/env.ts";
import { isAccessDenied, isNotFound } from "../../aws/errors.ts";
import type { Watch } from "../../engine/resource.ts";
import { Interrupted } from "../../errors.ts";
import { ownBucket } from "./own-bucket.ts";

/** Objects of one page, and of one delete. Source: S3 API reference, ListObjectVersions and DeleteObjects. */
const PAGE = 1000;

/** Where the caller may not look, there may be objects. */
export async function isBucketEmpty(aws: Aws, name: string): Promise<boolean> {
  try {
    const command = new ListObjectVersionsCommand({ ...ownBucket(aws, name), MaxKeys: 1 });
    return versionsOf(await aws.safe.s3.send(command)).length === 0;
  } catch (error) {
    if (isAccessDenied(error)) return false;
    if (isNotFound(error, "NoSuchBucket")) return true;
    throw error;
  }
}

/** What must go for a bucket to be empty: every version, and the marks that stand for deleted objects. */
const versionsOf = ({ Versions, DeleteMarkers }: ListObjectVersionsCommandOutput): ObjectIdentifier[] =>
  [...(Versions ?? []), ...(DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));

/**
 * Deletes all that is in a bucket when it is looked through, for good, a page at a time. Throws what S3 says of the first
 * object that it keeps, and `Interrupted` between two pages.
 */
export async function emptyBucket(aws: Aws, name: string, watch: Watch): Promise<void> {
  let page: ListObjectVersionsCommandOutput | undefined;
  let deleted = 0;
  do {
    if (watch.signal.aborted) throw new Interrupted();
    page = await readPage(aws, name, page);
    const versions = versionsOf(page);
    if (versions.length > 0) await deleteVersions(aws, name, versions);
    deleted += versions.length;
    if (deleted > 0) watch.report(`objects deleted: ${deleted}`);
  } while (page.IsTruncated === true);
}

function readPage(
  aws: Aws,
  name: string,
  last: ListObjectVersionsCommandOutput | undefined,
): Promise<ListObjectVersionsCommandOutput> {
  const command = new ListObjectVersionsCommand({
    ...ownBucket(aws, name),
    MaxKeys: PAGE,
    KeyMarker: last?.NextKeyMarker,
    VersionIdMarker: last?.NextVersionIdMarker,
  });
  return aws.safe.s3.send(command);
}

/** S3 answers 200 even where it keeps objects, and names those that it kept. */
async function deleteVersions(aws: Aws, name: string, versions: ObjectIdentifier[]): Promise<void> {
  const command = new DeleteObjectsCommand({
    ...ownBucket(aws, name),
    Delete: { Objects: versions, Quiet: true },
  });
  const { Errors, $metadata } = await aws.safe.s3.send(command);
  const [first] = Errors ?? [];
  if (first === undefined) return;
  const message = `S3 keeps ${first.Key} in ${name}: ${first.Message}`;
  throw new S3ServiceException({ name: first.Code ?? "Unknown", message, $fault: "client", $metadata });
}
