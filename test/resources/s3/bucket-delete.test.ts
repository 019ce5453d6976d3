import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { Interrupted } from "../../../src/errors.ts";
import { bucket } from "../../../src/resources/s3/bucket.ts";
import { inputsOf, operationsOf } from "../rds/mocked-aws.ts";
import { type MockedS3, mockS3, NAME, OWN, refusal } from "./mocked-s3.ts";

const version = (Key: string, VersionId = "null") => ({ Key, VersionId });

/** A bucket with nothing in it, and no complaint about its delete. */
function empty(): MockedS3 {
  const mocked = mockS3();
  mocked.safe.on(ListObjectVersionsCommand).resolves({ IsTruncated: false });
  mocked.safe.on(DeleteObjectsCommand).resolves({});
  mocked.safe.on(DeleteBucketCommand).resolves({});
  return mocked;
}

const remove = ({ aws, watch }: MockedS3, onlyIfEmpty?: true) =>
  bucket.delete(aws, NAME, { ...watch, force: false, ...(onlyIfEmpty === undefined ? {} : { onlyIfEmpty }) });

describe("whether a bucket is empty", () => {
  it("is told by its first version or delete marker", async () => {
    const { aws, safe } = empty();
    expect(bucket.holdsData).toBe(true);
    safe
      .on(ListObjectVersionsCommand)
      .resolvesOnce({})
      .resolvesOnce({ Versions: [version("a")] })
      .resolvesOnce({ DeleteMarkers: [version("a", "v1")] });
    const answers: unknown[] = [];
    for (const _ of ["nothing", "a version", "a marker"]) answers.push(await bucket.isEmpty?.(aws, NAME));
    expect(answers).toEqual([true, false, false]);
    expect(inputsOf(safe, "ListObjectVersions")[0]).toEqual({ ...OWN, MaxKeys: 1 });
  });

  it("is not believed where nobody may look, and is so once it is gone", async () => {
    const { aws, safe } = empty();
    safe
      .on(ListObjectVersionsCommand)
      .rejectsOnce(refusal("AccessDenied", 403))
      .rejectsOnce(refusal("NoSuchBucket", 404))
      .rejects(refusal("InternalError", 500));
    expect(await bucket.isEmpty?.(aws, NAME)).toBe(false);
    expect(await bucket.isEmpty?.(aws, NAME)).toBe(true);
    await expect(bucket.isEmpty?.(aws, NAME)).rejects.toMatchObject({ name: "InternalError" });
  });
});

describe("the delete of a bucket", () => {
  it("takes every version and delete marker along, a page at a time", async () => {
    const mocked = empty();
    const { safe, watch } = mocked;
    safe
      .on(ListObjectVersionsCommand)
      .resolvesOnce({
        IsTruncated: true,
        NextKeyMarker: "b",
        NextVersionIdMarker: "v2",
        Versions: [version("a"), version("b", "v2")],
        DeleteMarkers: [version("b", "v3")],
      })
      .resolves({ IsTruncated: false, Versions: [version("c")] });
    expect(await remove(mocked)).toEqual([]);
    expect(inputsOf(safe, "ListObjectVersions")).toEqual([
      { ...OWN, MaxKeys: 1000 },
      { ...OWN, MaxKeys: 1000, KeyMarker: "b", VersionIdMarker: "v2" },
    ]);
    const batch = (...Objects: object[]) => ({ ...OWN, Delete: { Objects, Quiet: true } });
    expect(inputsOf(safe, "DeleteObjects")).toEqual([
      batch(version("a"), version("b", "v2"), version("b", "v3")),
      batch(version("c")),
    ]);
    expect(inputsOf(safe, "DeleteBucket")).toEqual([OWN]);
    expect(watch.statuses).toEqual(["objects deleted: 3", "objects deleted: 4"]);
  });

  it("deletes no objects where there are none", async () => {
    const mocked = empty();
    await remove(mocked);
    expect(operationsOf(mocked.safe)).toEqual(["ListObjectVersions", "DeleteBucket"]);
  });

  it("empties it again after a log that came late", async () => {
    const mocked = empty();
    mocked.safe.on(DeleteBucketCommand).rejectsOnce(refusal("BucketNotEmpty", 409)).resolves({});
    mocked.safe
      .on(ListObjectVersionsCommand)
      .resolvesOnce({})
      .resolvesOnce({ Versions: [version("late")] });
    await remove(mocked);
    expect(operationsOf(mocked.safe)).toEqual([
      "ListObjectVersions",
      "DeleteBucket",
      "ListObjectVersions",
      "DeleteObjects",
      "DeleteBucket",
    ]);
  });

  it("gives up after ten minutes in which something always came", async () => {
    const mocked = empty();
    const { safe, clock } = mocked;
    safe.on(DeleteBucketCommand).rejects(refusal("BucketNotEmpty", 409));
    const begun = clock.now();
    await expect(remove(mocked)).rejects.toMatchObject({ name: "BucketNotEmpty" });
    expect(clock.secondsSince(begun)).toBeGreaterThanOrEqual(600);
    expect(clock.secondsSince(begun)).toBeLessThan(660);
  });

  it("waits while another change of it is under way", async () => {
    const mocked = empty();
    mocked.safe.on(DeleteBucketCommand).rejectsOnce(refusal("OperationAborted", 409)).resolves({});
    expect(await remove(mocked)).toEqual([]);
  });

  it("tells what S3 says of an object that it keeps, though it answers 200", async () => {
    const mocked = empty();
    mocked.safe.on(ListObjectVersionsCommand).resolves({ Versions: [version("a")] });
    const Errors = [{ Key: "a", Code: "AccessDenied", Message: "Access Denied" }];
    mocked.safe.on(DeleteObjectsCommand).resolves({ Errors, $metadata: { httpStatusCode: 200 } });
    await expect(remove(mocked)).rejects.toMatchObject({
      name: "AccessDenied",
      message: `S3 keeps a in ${NAME}: Access Denied`,
    });
    expect(inputsOf(mocked.safe, "DeleteBucket")).toEqual([]);
  });

  it("tries again what S3 kept for the moment", async () => {
    const mocked = empty();
    mocked.safe.on(ListObjectVersionsCommand).resolves({ Versions: [version("a")] });
    const Errors = [{ Key: "a", Code: "SlowDown", Message: "Reduce your request rate" }];
    mocked.safe.on(DeleteObjectsCommand).resolvesOnce({ Errors }).resolves({});
    expect(await remove(mocked)).toEqual([]);
    expect(inputsOf(mocked.safe, "DeleteObjects")).toHaveLength(2);
  });

  it("takes nothing along that came after it was seen to be empty", async () => {
    const mocked = empty();
    mocked.safe.on(DeleteBucketCommand).rejects(refusal("BucketNotEmpty", 409));
    await expect(remove(mocked, true)).rejects.toMatchObject({ name: "BucketNotEmpty" });
    expect(operationsOf(mocked.safe)).toEqual(["DeleteBucket"]);
  });

  it("succeeds where there is none", async () => {
    const mocked = empty();
    mocked.safe.on(ListObjectVersionsCommand).rejects(refusal("NoSuchBucket", 404));
    mocked.safe.on(DeleteBucketCommand).rejects(refusal("NoSuchBucket", 404));
    expect(await remove(mocked)).toEqual([]);
    expect(await remove(mocked, true)).toEqual([]);
    mocked.safe.on(HeadBucketCommand).rejects(refusal("NotFound", 404));
    await bucket.gone(mocked.aws, NAME, mocked.watch);
  });

  it("stops between two pages when it is interrupted", async () => {
    const mocked = empty();
    const signal = AbortSignal.abort();
    const context = { ...mocked.watch, signal, force: false };
    await expect(bucket.delete(mocked.aws, NAME, context)).rejects.toBeInstanceOf(Interrupted);
    expect(operationsOf(mocked.safe)).toEqual([]);
  });
});
