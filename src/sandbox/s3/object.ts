import { createHash } from "node:crypto";
import type {
  DeleteObjectsCommandInput,
  DeleteObjectsCommandOutput,
  ListObjectVersionsCommandInput,
  ListObjectVersionsCommandOutput,
  ObjectVersion,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from "@aws-sdk/client-s3";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getBucket, objectsIn } from "./find.ts";
import { s3Offers } from "./offers.ts";
import { type BucketObject, objects } from "./tables.ts";

/** Most objects of a page, and of a delete. Source: S3 API reference, ListObjectVersions and DeleteObjects. */
const MOST = 1000;

/** The version of an object in a bucket that keeps none. Source: S3 User Guide, "How S3 Versioning works". */
const ONLY_VERSION = "null";

/** Puts an object into a bucket, in the place of one that has its key. */
export function insertObject(
  call: Call,
  bucket: string,
  made: Pick<BucketObject, "key" | "sizeBytes" | "createdAt" | "etag">,
): void {
  call.account.table(objects).insert({ id: `${bucket}/${made.key}`, bucket, ...made });
}

const toVersion = ({ key, sizeBytes, createdAt, etag }: BucketObject): ObjectVersion => ({
  ETag: etag,
  Key: key,
  VersionId: ONLY_VERSION,
  IsLatest: true,
  Size: sizeBytes,
  LastModified: new Date(createdAt),
  StorageClass: "STANDARD",
});

function listVersions(
  input: ListObjectVersionsCommandInput,
  call: Call,
): Omit<ListObjectVersionsCommandOutput, "$metadata"> {
  if (input.Delimiter !== undefined)
    throw new SandboxError("sandbox does not simulate S3 ListObjectVersions.Delimiter");
  const { id } = getBucket(call, input);
  const { KeyMarker = "", Prefix = "" } = input;
  const size = Math.min(input.MaxKeys ?? MOST, MOST);
  const rest = objectsIn(call, id).filter(({ key }) => key > KeyMarker && key.startsWith(Prefix));
  const page = rest.slice(0, size);
  const next = rest.length > size ? page.at(-1)?.key : undefined;
  return {
    Name: id,
    Prefix,
    MaxKeys: size,
    IsTruncated: next !== undefined,
    // S3 leaves a list out that is empty.
    Versions: page.length === 0 ? undefined : page.map(toVersion),
    NextKeyMarker: next,
    NextVersionIdMarker: next === undefined ? undefined : ONLY_VERSION,
  };
}

/** What is not there is deleted. Source: S3 API reference, DeleteObjects. */
function deleteObjects(
  input: DeleteObjectsCommandInput,
  call: Call,
): Omit<DeleteObjectsCommandOutput, "$metadata"> {
  const { id: bucket } = getBucket(call, input);
  const { Objects = [], Quiet } = input.Delete ?? {};
  if (Objects.length === 0 || Objects.length > MOST)
    throw new Refusal(
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  const isKnown = (version: string | undefined): boolean => version === undefined || version === ONLY_VERSION;
  const gone = Objects.filter(({ VersionId }) => isKnown(VersionId));
  for (const { Key } of gone) call.account.table(objects).remove(`${bucket}/${Key}`);
  const failed = Objects.filter(({ VersionId }) => !isKnown(VersionId));
  return {
    Deleted: Quiet === true ? undefined : gone.map(({ Key, VersionId }) => ({ Key, VersionId })),
    Errors:
      failed.length === 0
        ? undefined
        : failed.map(({ Key, VersionId }) => ({
            Key,
            VersionId,
            Code: "NoSuchVersion",
            Message: "The specified version does not exist.",
          })),
  };
}

/**
 * What a conditional write asks for: that nothing has the key, or that it is the content that was seen. Source: S3 User Guide,
 * "How to prevent object overwrites with conditional writes"; S3 API reference, PutObject, If-Match and If-None-Match.
 */
function checkCondition({ IfMatch, IfNoneMatch }: PutObjectCommandInput, call: Call, id: string): void {
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  if (IfNoneMatch !== undefined && (IfNoneMatch !== "*" || IfMatch !== undefined))
    throw new Refusal(
      "NotImplemented",
      "A header you provided implies functionality that is not implemented",
      {
        status: 501,
      },
    );
  const standing = call.account.table(objects).find(id);
  checkStanding(standing, IfMatch);
  if (call.account.offers(s3Offers).contestedKeys.some((key) => id.endsWith(`/${key}`)))
    throw new Refusal("ConditionalRequestConflict", CONFLICT, { status: 409 });
}

function checkStanding(standing: BucketObject | undefined, seen: string | undefined): void {
  if (standing === undefined) {
    if (seen === undefined) return;
    throw new Refusal("NoSuchKey", "The specified key does not exist.", { status: 404 });
  }
  if (seen !== undefined && bare(standing.etag ?? "") === bare(seen)) return;
  throw new Refusal("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
  });
}

const CONFLICT =
  "The conditional request cannot succeed due to a conflicting operation against this resource.";

const bare = (etag: string): string => etag.replace(/^"|"$/g, "");

/** Keeps the size of an object and what tells its content from another, not the content. */
function putObject(input: PutObjectCommandInput, call: Call): Omit<PutObjectCommandOutput, "$metadata"> {
  const { id } = getBucket(call, input);
  const { Body = "", Key: key = "" } = input;
  if (typeof Body !== "string" && !(Body instanceof Uint8Array))
    throw new SandboxError("sandbox does not simulate S3 PutObject.Body but as text or bytes");
  checkCondition(input, call, `${id}/${key}`);
  const etag = `"${createHash("md5").update(Body).digest("hex")}"`;
  const sizeBytes = Buffer.byteLength(Body);
  insertObject(call, id, { key, sizeBytes, etag, createdAt: call.account.clock.now() });
  return { ETag: etag };
}

/** S3's calls on objects. */
export const objectOperations = {
  DeleteObjects: change<DeleteObjectsCommandInput, DeleteObjectsCommandOutput>(deleteObjects),
  ListObjectVersions: read<ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput>(listVersions),
  PutObject: change<PutObjectCommandInput, PutObjectCommandOutput>(putObject),
};
