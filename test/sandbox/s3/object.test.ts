import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { BUCKET, makeBucket, practiseS3, putObject } from "./client.ts";

const Bucket = BUCKET;

describe("the objects of a bucket in the sandbox", () => {
  it("are listed by key, in pages, each as its only version", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    for (const key of ["b", "a", "c"]) await putObject(practice, key);
    const list = (KeyMarker?: string) =>
      practice.s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, KeyMarker }));
    const first = await list();
    expect(first).toMatchObject({
      IsTruncated: true,
      NextKeyMarker: "b",
      NextVersionIdMarker: "null",
      Versions: [
        { Key: "a", VersionId: "null", IsLatest: true, Size: 4 },
        { Key: "b", VersionId: "null", IsLatest: true, Size: 4 },
      ],
    });
    const second = await list(first.NextKeyMarker);
    expect(second).toMatchObject({ IsTruncated: false, Versions: [{ Key: "c" }] });
    expect(second.NextKeyMarker).toBeUndefined();
  });

  it("keep their bucket", async () => {
    const practice = practiseS3();
    const { s3, sandbox } = practice;
    await makeBucket(practice);
    await putObject(practice, "a");
    const remove = () => s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusalOf(remove())).toMatchObject({
      name: "BucketNotEmpty",
      $metadata: { httpStatusCode: 409 },
    });
    const Delete = { Objects: [{ Key: "a", VersionId: "null" }, { Key: "absent" }] };
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Deleted).toEqual([{ Key: "a", VersionId: "null" }, { Key: "absent" }]);
    expect(Errors).toBeUndefined();
    expect(sandbox.calls().at(-1)?.actions).toEqual([
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:DeleteObject",
    ]);
    await remove();
    expect(sandbox.list()).toEqual([]);
  });

  it("are deleted one by one: what cannot go is named in an answer that is good", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    await putObject(practice, "a");
    const Delete = { Quiet: true, Objects: [{ Key: "a" }, { Key: "b", VersionId: "v1" }] };
    const answer = await practice.s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(answer.Deleted).toBeUndefined();
    expect(answer.Errors).toMatchObject([{ Key: "b", VersionId: "v1", Code: "NoSuchVersion" }]);
    expect((await practice.s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toBeUndefined();
  });

  it("are deleted a thousand at a time at most", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    const remove = (count: number) => {
      const Objects = Array.from({ length: count }, (_, index) => ({ Key: `k${index}` }));
      return practice.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    };
    expect(await refusalOf(remove(1001))).toMatchObject({ name: "MalformedXML" });
    expect(await refusalOf(remove(0))).toMatchObject({ name: "MalformedXML" });
    await remove(1000);
  });
});

describe("a conditional write in the sandbox", () => {
  async function standing(contestedKeys: readonly string[] = []) {
    const practice = practiseS3();
    await makeBucket(practice);
    const { ETag } = await putObject(practice, "state", "one");
    editAccount(practice.file, ({ offers }) => {
      offers.S3 = { ...offers.S3, contestedKeys };
    });
    const put = (Key: string, Body: string, condition: object) =>
      practice.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
    return { put, ETag, sandbox: practice.sandbox };
  }

  it("makes what is not there, and never writes over what is", async () => {
    const { put } = await standing();
    await put("new", "one", { IfNoneMatch: "*" });
    for (const key of ["new", "state"])
      expect(await refusalOf(put(key, "two", { IfNoneMatch: "*" }))).toMatchObject({
        name: "PreconditionFailed",
        $metadata: { httpStatusCode: 412 },
      });
  });

  it("replaces the content that was seen, and no other", async () => {
    const { put, ETag, sandbox } = await standing();
    const { ETag: second } = await put("state", "two", { IfMatch: ETag });
    expect(second).not.toBe(ETag);
    expect(sandbox.calls().at(-1)?.actions).toEqual(["s3:PutObject", "s3:GetObject"]);
    expect(await refusalOf(put("state", "three", { IfMatch: ETag }))).toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    await put("state", "three", { IfMatch: second });
  });

  it.each([
    ["of what is not there", { IfMatch: '"etag"' }, "NoSuchKey", 404],
    ["of a kind that S3 does not know", { IfNoneMatch: '"etag"' }, "NotImplemented", 501],
  ])("%s is refused", async (_, condition, name, httpStatusCode) => {
    const { put } = await standing();
    const refused = await refusalOf(put("absent", "one", condition));
    expect(refused).toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it("that another's write comes between is refused, and changes nothing", async () => {
    const { put, ETag } = await standing(["state", "new"]);
    const conflict = { name: "ConditionalRequestConflict", $metadata: { httpStatusCode: 409 } };
    expect(await refusalOf(put("state", "two", { IfMatch: ETag }))).toMatchObject(conflict);
    expect(await refusalOf(put("new", "one", { IfNoneMatch: "*" }))).toMatchObject(conflict);
  });
});

describe("the lifecycle rules of a bucket in the sandbox", () => {
  const rule = { ID: "expire", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 30 } } as const;

  async function put(...Rules: LifecycleRule[]) {
    const practice = practiseS3();
    await makeBucket(practice);
    const LifecycleConfiguration = { Rules };
    const command = new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration });
    await practice.s3.send(command);
    return practice.s3;
  }

  it("are told once there are some", async () => {
    const s3 = await put(rule);
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toEqual([rule]);
    const practice = practiseS3();
    await makeBucket(practice);
    const none = practice.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(await refusalOf(none)).toMatchObject({
      name: "NoSuchLifecycleConfiguration",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each([
    ["MalformedXML", "without a filter", [{ ...rule, Filter: undefined }]],
    ["MalformedXML", "without a status", [{ ...rule, Status: "On" as "Enabled" }]],
    ["MalformedXML", "that are none", []],
    ["InvalidRequest", "that do nothing", [{ ...rule, Expiration: undefined }]],
    ["InvalidArgument", "of no day", [{ ...rule, Expiration: { Days: 0 } }]],
    ["InvalidArgument", "of half a day", [{ ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 0.5 } }]],
    ["InvalidArgument", "of one name", [rule, rule]],
    ["InvalidArgument", "with a long name", [{ ...rule, ID: "x".repeat(256) }]],
    ["SandboxError", "that move objects", [{ ...rule, Transitions: [{ Days: 1 }] }]],
  ])("are refused as %s %s", async (name, _title, rules) => {
    expect(await refusalOf(put(...rules))).toMatchObject({ name });
  });
});
