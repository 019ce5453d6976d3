import {
  BatchDeleteImageCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { makeRepository, practiseEcr, pushImage } from "./client.ts";

const repositoryName = "flashsale-app";

const policyText = (countNumber: number): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber },
        action: { type: "expire" },
      },
    ],
  });

describe("a repository in the sandbox", () => {
  it("has a place that images are pushed to, and ECR's own key", async () => {
    const practice = practiseEcr();
    await makeRepository(practice, { imageScanningConfiguration: { scanOnPush: true } });
    const { repositories } = await practice.ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
    );
    expect(repositories).toMatchObject([
      {
        repositoryUri: "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app",
        repositoryArn: "arn:aws:ecr:us-east-1:314159265358:repository/flashsale-app",
        imageTagMutability: "MUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: "AES256" },
      },
    ]);
  });

  it("has a name that is taken once, and lower case", async () => {
    const practice = practiseEcr();
    await makeRepository(practice);
    expect(await refusalOf(makeRepository(practice))).toMatchObject({
      name: "RepositoryAlreadyExistsException",
    });
    const upper = makeRepository(practice, { repositoryName: "FlashSale" });
    expect(await refusalOf(upper)).toMatchObject({ name: "InvalidParameterException" });
  });

  it("goes with its images only by force", async () => {
    const practice = practiseEcr();
    const remove = (force: boolean) =>
      practice.ecr.send(new DeleteRepositoryCommand({ repositoryName, force }));
    await makeRepository(practice);
    await pushImage(practice, "one");
    expect(await refusalOf(remove(false))).toMatchObject({ name: "RepositoryNotEmptyException" });
    await remove(true);
    expect(await refusalOf(remove(true))).toMatchObject({ name: "RepositoryNotFoundException" });
    await makeRepository(practice);
    const { imageIds } = await practice.ecr.send(new ListImagesCommand({ repositoryName }));
    expect(imageIds).toEqual([]);
  });

  it("changes scanning and the mutability of tags", async () => {
    const { ecr } = await Promise.resolve(practiseEcr());
    await makeRepository({ ecr });
    const imageScanningConfiguration = { scanOnPush: true };
    await ecr.send(new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }));
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "IMMUTABLE" }));
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([{ imageScanningConfiguration, imageTagMutability: "IMMUTABLE" }]);
  });

  it("has tags, which change by its ARN", async () => {
    const { ecr } = practiseEcr();
    const { repositoryArn: resourceArn = "" } = await makeRepository(
      { ecr },
      { tags: [{ Key: "a", Value: "1" }] },
    );
    await ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: "b", Value: "2" }] }));
    await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ Key: "b", Value: "2" }]);
    const reserved = ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: "aws:x", Value: "" }] }));
    expect(await refusalOf(reserved)).toMatchObject({ name: "InvalidTagParameterException" });
  });

  it("has a lifecycle policy once it gets one, and refuses a text that is none", async () => {
    const { ecr } = practiseEcr();
    await makeRepository({ ecr });
    const get = () => ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    const put = (lifecyclePolicyText: string) =>
      ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    expect(await refusalOf(get())).toMatchObject({ name: "LifecyclePolicyNotFoundException" });
    const rule = (rulePriority: number, selection: object) => ({
      rulePriority,
      selection: { countType: "imageCountMoreThan", countNumber: 1, ...selection },
      action: { type: "expire" },
    });
    const [any, tagged] = [{ tagStatus: "any" }, { tagStatus: "tagged", tagPatternList: ["v1"] }];
    const ofRules = (...rules: object[]) => JSON.stringify({ rules });
    const untagged = ofRules(rule(1, { tagStatus: "tagged" }));
    const anyFirst = ofRules(rule(1, any), rule(2, tagged));
    for (const wrong of ["", "{}", policyText(0), untagged, anyFirst])
      expect(await refusalOf(put(wrong))).toMatchObject({ name: "InvalidParameterException" });
    await put(ofRules(rule(1, tagged), rule(2, any)));
    await put(policyText(30));
    expect((await get()).lifecyclePolicyText).toBe(policyText(30));
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    expect(await refusalOf(get())).toMatchObject({ name: "LifecyclePolicyNotFoundException" });
  });
});

describe("images in the sandbox", () => {
  it("have one tag each at a time: the newest takes it", async () => {
    const practice = practiseEcr();
    await makeRepository(practice);
    const first = await pushImage(practice, "one");
    const second = await pushImage(practice, "two");
    const find = async (imageTag: string) =>
      (await practice.ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] })))
        .imageDetails?.[0];
    expect(await find("latest")).toMatchObject({
      imageDigest: second,
      imageTags: ["latest"],
      imageSizeInBytes: 42,
    });
    expect(await refusalOf(find("v2"))).toMatchObject({ name: "ImageNotFoundException" });
    const { imageIds } = await practice.ecr.send(new ListImagesCommand({ repositoryName }));
    expect(imageIds).toEqual([{ imageDigest: first }, { imageDigest: second, imageTag: "latest" }]);
  });

  it("refuse the same manifest under the same tag, and keep fixed tags", async () => {
    const practice = practiseEcr();
    await makeRepository(practice, { imageTagMutability: "IMMUTABLE" });
    await pushImage(practice, "one");
    expect(await refusalOf(pushImage(practice, "one"))).toMatchObject({
      name: "ImageAlreadyExistsException",
    });
    expect(await refusalOf(pushImage(practice, "two"))).toMatchObject({
      name: "ImageTagAlreadyExistsException",
    });
    await pushImage(practice, "two", "v2");
  });

  it("are deleted by tag or digest", async () => {
    const practice = practiseEcr();
    await makeRepository(practice);
    const imageDigest = await pushImage(practice, "one");
    await pushImage(practice, "one", "v1");
    const remove = (imageIds: { imageTag?: string; imageDigest?: string }[]) =>
      practice.ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
    await remove([{ imageTag: "latest" }]);
    const { imageDetails } = await practice.ecr.send(new DescribeImagesCommand({ repositoryName }));
    expect(imageDetails).toMatchObject([{ imageDigest, imageTags: ["v1"] }]);
    expect((await remove([{ imageDigest }])).failures).toEqual([]);
    expect((await remove([{ imageDigest }])).failures).toMatchObject([{ failureCode: "ImageNotFound" }]);
  });

  it("need a repository that stands", async () => {
    expect(await refusalOf(pushImage(practiseEcr(), "one"))).toMatchObject({
      name: "RepositoryNotFoundException",
    });
  });
});

describe("the login to a registry in the sandbox", () => {
  it("is good for twelve hours", async () => {
    const { ecr } = practiseEcr();
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const [data] = authorizationData ?? [];
    expect(Buffer.from(data?.authorizationToken ?? "", "base64").toString()).toMatch(/^AWS:./);
    expect(data?.expiresAt).toEqual(new Date(Date.UTC(2026, 10, 22, 12)));
    expect(data?.proxyEndpoint).toBe("https://314159265358.dkr.ecr.us-east-1.amazonaws.com");
  });
});
