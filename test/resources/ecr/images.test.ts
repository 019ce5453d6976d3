import { createHash } from "node:crypto";
import {
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws } from "../../../src/aws/env.ts";
import { readRegistryLogin } from "../../../src/resources/ecr/registry-login.ts";
import { findDigest, recordImage } from "../../../src/resources/ecr/tagged-image.ts";
import { createFastClock } from "../../aws/clocks.ts";
import { refusal } from "../rds/mocked-aws.ts";

function mockEcr() {
  const region = "us-east-1";
  const clients = { safe: new ECRClient({ region }), once: new ECRClient({ region }) };
  const aws = {
    safe: { ecr: clients.safe },
    once: { ecr: clients.once },
    account: "314159265358",
    partition: "aws",
    region,
    clock: createFastClock(1),
  } as unknown as Aws;
  return { aws, safe: mockClient(clients.safe), once: mockClient(clients.once) };
}

const IMAGE = { repositoryName: "flashsale-app", tag: "latest" };

describe("the login at the registry", () => {
  it("is read from the token, and both are made known as secrets", async () => {
    const { aws, safe } = mockEcr();
    const authorizationToken = Buffer.from("AWS:pass:word").toString("base64");
    safe.on(GetAuthorizationTokenCommand).resolves({ authorizationData: [{ authorizationToken }] });
    const learned: string[] = [];
    expect(await readRegistryLogin(aws, (secret) => learned.push(secret))).toEqual({
      username: "AWS",
      password: "pass:word",
    });
    expect(learned).toEqual([authorizationToken, "pass:word"]);
  });
});

describe("an image by its tag", () => {
  it("is told with its digest", async () => {
    const { aws, safe } = mockEcr();
    safe.on(DescribeImagesCommand).resolves({ imageDetails: [{ imageDigest: "sha256:0a" }] });
    expect(await findDigest(aws, IMAGE)).toBe("sha256:0a");
    expect(safe.call(0).args[0].input).toEqual({
      repositoryName: "flashsale-app",
      imageIds: [{ imageTag: "latest" }],
    });
  });

  it("is not there when no image has the tag; any other error is one", async () => {
    const { aws, safe } = mockEcr();
    safe.on(DescribeImagesCommand).rejects(refusal("ImageNotFoundException"));
    expect(await findDigest(aws, IMAGE)).toBeUndefined();
    safe.on(DescribeImagesCommand).rejects(refusal("RepositoryNotFoundException"));
    await expect(findDigest(aws, IMAGE)).rejects.toThrow("RepositoryNotFoundException");
  });
});

describe("recording an image", () => {
  it("sends a manifest of the right form, each time another one, by the client that repeats nothing unsure", async () => {
    const { aws, once } = mockEcr();
    once.on(PutImageCommand).resolves({ image: { imageId: { imageDigest: "sha256:0b" } } });
    expect(await recordImage(aws, IMAGE)).toBe("sha256:0b");
    const input = once.call(0).args[0].input as { imageManifest: string; imageManifestMediaType: string };
    expect(input).toMatchObject({ repositoryName: "flashsale-app", imageTag: "latest" });
    const manifest = JSON.parse(input.imageManifest);
    expect(manifest.mediaType).toBe(input.imageManifestMediaType);
    expect(manifest.annotations["org.opencontainers.image.created"]).toMatch(/^\d{4}-/);
  });

  it("names the configuration of nothing by its true digest", async () => {
    const { aws, once } = mockEcr();
    once.on(PutImageCommand).resolves({});
    await recordImage(aws, IMAGE);
    const { imageManifest } = once.call(0).args[0].input as { imageManifest: string };
    const { config } = JSON.parse(imageManifest);
    expect(config.digest).toBe(`sha256:${createHash("sha256").update("{}").digest("hex")}`);
  });
});
