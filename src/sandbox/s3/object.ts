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
import { type BucketObject, objects } from "./tables.ts";

/** Most objects of a page, and of a delete. Source: S3 API reference, ListObjectVersions and DeleteObjects. */
const MOST = 1000;

/** The version of an object in a bucket that keeps none. Source: S3 User Guide, "How S3 Versioning works". */
const ONLY_VERSION = "null";

/** Puts an object into a bucket, in the place of one that has its key. */
export function insertObject(
  call: Call,
  bucket: string,
  made: Pick<BucketObject, "key" | "sizeBytes" | "createdAt">,
): void {
  call.account.table(objects).insert({ id: `${bucket}/${made.key}`, bucket, ...made });
}

const toVersion = ({ key, sizeBytes, createdAt }: BucketObject): ObjectVersion => ({
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

/** Keeps the size of an object, not what is in it. */
function putObject(input: PutObjectCommandInput, call: Call): Omit<PutObjectCommandOutput, "$metadata"> {
  const { id } = getBucket(call, input);
  const { Body = "", Key: key = "" } = input;
  if (typeof Body !== "string" && !(Body instanceof Uint8Array))
    throw new SandboxError("sandbox does not simulate S3 PutObject.Body but as text or bytes");
  insertObject(call, id, { key, sizeBytes: Buffer.byteLength(Body), createdAt: call.account.clock.now() });
  return {};
}

/** S3's calls on objects. */
export const objectOperations = {
  DeleteObjects: change<DeleteObjectsCommandInput, DeleteObjectsCommandOutput>(deleteObjects),
  ListObjectVersions: read<ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput>(listVersions),
  PutObject: change<PutObjectCommandInput, PutObjectCommandOutput>(putObject),
};
