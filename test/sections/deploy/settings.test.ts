import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../src/settings/schema.ts";
import { settingsOf } from "../declared.ts";

const wrong = (deploy: object): string[] => {
  const parsed = settingsSchema.safeParse({ deploy });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("the settings of the deployment", () => {
  it("are the guide's by default, but for the single instance", () => {
    expect(settingsOf().deploy).toEqual({
      enabled: true,
      instance: false,
      instanceType: "m5.xlarge",
      rootVolumeGib: 20,
      imageTag: "latest",
      keepImages: 30,
      logRetentionDays: 30,
    });
  });

  it.each([
    [{ amiId: "ami-0123456789abcdef0", keyName: "my key", imageTag: "1.2.3" }],
    [{ instanceType: "m7g.2xlarge", rootVolumeGib: 8, keepImages: 1, logRetentionDays: 0 }],
    [{ instanceType: "c7gn.metal", instance: true }],
  ])("may be %j", (deploy) => {
    expect(wrong(deploy)).toEqual([]);
  });

  it.each([
    [{ instanceType: "m5" }, "deploy.instanceType"],
    [{ instanceType: "mac2.metal" }, "deploy.instanceType"],
    [{ amiId: "ami-latest" }, "deploy.amiId"],
    [{ keyName: " mine" }, "deploy.keyName"],
    [{ rootVolumeGib: 7 }, "deploy.rootVolumeGib"],
    [{ imageTag: "a tag" }, "deploy.imageTag"],
    [{ imageTag: 1.2 }, "deploy.imageTag"],
    [{ keepImages: 0 }, "deploy.keepImages"],
    [{ logRetentionDays: 31 }, "deploy.logRetentionDays"],
    [{ instance: "yes" }, "deploy.instance"],
    [{ port: 8080 }, "deploy"],
  ])("are refused as %j", (deploy, key) => {
    expect(wrong(deploy)).toEqual([expect.stringMatching(new RegExp(`^${key}: `))]);
  });

  it("tell all that is wrong at once", () => {
    expect(wrong({ instanceType: "m1.small", keepImages: -1, imageTag: "" })).toHaveLength(3);
  });

  it.each(["network", "iam"])("cannot be without %s", (section) => {
    const parsed = settingsSchema.safeParse({
      [section]: { enabled: false },
      db: { enabled: false },
      cache: { enabled: false },
      kafka: { enabled: false },
    });
    const paths = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
    expect(paths).toContain("deploy.enabled");
  });
});
