import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  ECRServiceException,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import { AlreadyExists } from "../../../src/errors.ts";
import { parsePolicy, toPolicyText } from "../../../src/resources/ecr/lifecycle-policy.ts";
import { ecrRepository, type RepositoryProps } from "../../../src/resources/ecr/repository.ts";
import { createVirtualClock, createWatch } from "../../aws/clocks.ts";
import { changed, createScope } from "../ec2/bench.ts";

const ARN = "arn:aws:ecr:us-east-1:123456789012:repository/flashsale-app";
const URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/flashsale-app";
const TAGS = { Name: "flashsale-app" };
const KEPT = { keepImages: 30, keptTag: "latest" };
const PROPS: RepositoryProps = {
  name: "flashsale-app",
  scanOnPush: true,
  tagsMove: true,
  keepImages: 30,
  keptTag: "latest",
  tags: TAGS,
};

const refusal = (name: string) =>
  new ECRServiceException({ name, message: name, $fault: "client", $metadata: { httpStatusCode: 400 } });

function bench() {
  const clients = {
    safe: new ECRClient({ region: "us-east-1" }),
    once: new ECRClient({ region: "us-east-1" }),
  };
  const safe = mockClient(clients.safe);
  const once = mockClient(clients.once);
  const clock = { ...createVirtualClock(), toRealSeconds: () => 0 };
  const place = { account: "123456789012", partition: "aws", region: "us-east-1", clock };
  const pick = (ecr: ECRClient): Clients => ({ ecr }) as unknown as Clients;
  const aws: Aws = { ...place, safe: pick(clients.safe), once: pick(clients.once) };
  safe.on(DescribeRepositoriesCommand).resolves({
    repositories: [
      {
        repositoryName: "flashsale-app",
        repositoryArn: ARN,
        repositoryUri: URI,
        imageScanningConfiguration: { scanOnPush: true },
        imageTagMutability: "MUTABLE",
      },
    ],
  });
  safe.on(ListTagsForResourceCommand).resolves({ tags: [{ Key: "Name", Value: "flashsale-app" }] });
  safe.on(GetLifecyclePolicyCommand).resolves({ lifecyclePolicyText: toPolicyText(KEPT) });
  return { aws, safe, once, watch: createWatch(clock) };
}

const sent = (stub: {
  calls(): readonly { args: readonly [{ constructor: { name: string }; input: unknown }, ...unknown[]] }[];
}) =>
  stub
    .calls()
    .map(({ args: [command] }) => [command.constructor.name.replace(/Command$/, ""), command.input]);

describe("reading a repository", () => {
  it("tells what is set, how many images stay, and where they are pushed to", async () => {
    expect(await ecrRepository.get(bench().aws, "flashsale-app")).toEqual({
      id: "flashsale-app",
      name: "flashsale-app",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: { name: "flashsale-app", arn: ARN, uri: URI },
      tags: TAGS,
    });
  });

  it("tells no number of images without a policy, or with one that is not ours", async () => {
    const { aws, safe } = bench();
    safe.on(GetLifecyclePolicyCommand).rejects(refusal("LifecyclePolicyNotFoundException"));
    expect((await ecrRepository.get(aws, "flashsale-app"))?.props).not.toHaveProperty("keepImages");
    safe.on(GetLifecyclePolicyCommand).resolves({ lifecyclePolicyText: '{"rules":[]}' });
    expect((await ecrRepository.get(aws, "flashsale-app"))?.props).not.toHaveProperty("keepImages");
  });

  it("is absent where ECR says so, and only then", async () => {
    const { aws, safe } = bench();
    safe.on(DescribeRepositoriesCommand).rejects(refusal("RepositoryNotFoundException"));
    expect(await ecrRepository.get(aws, "flashsale-app")).toBeUndefined();
    safe.on(DescribeRepositoriesCommand).rejects(refusal("AccessDeniedException"));
    await expect(ecrRepository.get(aws, "flashsale-app")).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  it("lists one by one: a read of several fails when one is not there", async () => {
    const { aws, safe } = bench();
    await ecrRepository.list(aws, createScope({ names: ["flashsale-app"] }));
    expect(sent(safe)[0]).toEqual(["DescribeRepositories", { repositoryNames: ["flashsale-app"] }]);
  });
});

describe("making a repository", () => {
  it("sends one call, by the client that never makes a second", async () => {
    const { aws, once } = bench();
    once.on(CreateRepositoryCommand).resolves({});
    expect(await ecrRepository.create(aws, PROPS, "token-1")).toEqual({ id: "flashsale-app" });
    expect(sent(once)).toEqual([
      [
        "CreateRepository",
        {
          repositoryName: "flashsale-app",
          imageScanningConfiguration: { scanOnPush: true },
          imageTagMutability: "MUTABLE",
          tags: [{ Key: "Name", Value: "flashsale-app" }],
        },
      ],
    ]);
  });

  it("leaves a name that is taken to the engine's judgement", async () => {
    const { aws, once } = bench();
    once.on(CreateRepositoryCommand).rejects(refusal("RepositoryAlreadyExistsException"));
    await expect(ecrRepository.create(aws, PROPS, "token-1")).rejects.toBeInstanceOf(AlreadyExists);
  });
});

describe("changing a repository", () => {
  async function update(...named: Parameters<typeof changed<RepositoryProps>>) {
    const { aws, safe, watch } = bench();
    const observed = await ecrRepository.get(aws, "flashsale-app");
    if (observed === undefined) throw new Error("it stands in this test");
    safe.resetHistory();
    safe.on(PutLifecyclePolicyCommand).rejectsOnce(refusal("RepositoryNotFoundException")).resolves({});
    for (const command of [
      PutImageScanningConfigurationCommand,
      PutImageTagMutabilityCommand,
      TagResourceCommand,
      UntagResourceCommand,
    ])
      safe.on(command as never).resolves({} as never);
    const props = { ...PROPS, [named[0]]: named[1] };
    const context = { ...watch, observed, props, applyAt: "now" as const };
    await ecrRepository.update(aws, "flashsale-app", [changed(...named)], context);
    return sent(safe);
  }

  it("sets each prop by a call of its own", async () => {
    const repositoryName = "flashsale-app";
    expect(await update("scanOnPush", false)).toEqual([
      [
        "PutImageScanningConfiguration",
        { repositoryName, imageScanningConfiguration: { scanOnPush: false } },
      ],
    ]);
    expect(await update("tagsMove", false)).toEqual([
      ["PutImageTagMutability", { repositoryName, imageTagMutability: "IMMUTABLE" }],
    ]);
    expect(await update("tags", { team: "sale" }, ["stage"])).toEqual([
      ["TagResource", { resourceArn: ARN, tags: [{ Key: "team", Value: "sale" }] }],
      ["UntagResource", { resourceArn: ARN, tagKeys: ["stage"] }],
    ]);
  });

  it("sets the policy again while ECR does not know the new repository", async () => {
    const put = [
      "PutLifecyclePolicy",
      { repositoryName: "flashsale-app", lifecyclePolicyText: toPolicyText({ ...KEPT, keepImages: 5 }) },
    ];
    expect(await update("keepImages", 5)).toEqual([put, put]);
  });

  it.each(["MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"] as const)(
    "takes %s for neither of what it sets",
    async (imageTagMutability) => {
      const { aws, safe } = bench();
      safe.on(DescribeRepositoriesCommand).resolves({ repositories: [{ imageTagMutability }] });
      expect((await ecrRepository.get(aws, "flashsale-app"))?.props).not.toHaveProperty("tagsMove");
    },
  );

  it("says with one call which images stay, whichever part of that changed", async () => {
    const { aws, safe, watch } = bench();
    safe.on(PutLifecyclePolicyCommand).resolves({});
    const observed = await ecrRepository.get(aws, "flashsale-app");
    if (observed === undefined) throw new Error("it stands");
    safe.resetHistory();
    const props = { ...PROPS, keepImages: 5, keptTag: "stable" };
    const changes = [changed("keepImages", 5), changed("keptTag", "stable")];
    await ecrRepository.update(aws, "flashsale-app", changes, { ...watch, observed, props, applyAt: "now" });
    const lifecyclePolicyText = toPolicyText({ keepImages: 5, keptTag: "stable" });
    expect(sent(safe)).toEqual([
      ["PutLifecyclePolicy", { repositoryName: "flashsale-app", lifecyclePolicyText }],
    ]);
  });
});

describe("the policy of a repository", () => {
  it("says which images stay", () => {
    expect(parsePolicy(toPolicyText({ keepImages: 7, keptTag: "v1.2" }))).toEqual({
      keepImages: 7,
      keptTag: "v1.2",
    });
  });

  it("has a rule before that of the newest for the one image that instances run, and for no tag that begins alike", () => {
    const { rules } = JSON.parse(toPolicyText({ keepImages: 7, keptTag: "v1" })) as {
      rules: { rulePriority: number; selection: object }[];
    };
    const [first, ...later] = rules.sort((a, b) => a.rulePriority - b.rulePriority);
    expect(first?.selection).toEqual({
      tagStatus: "tagged",
      tagPatternList: ["v1"],
      countType: "imageCountMoreThan",
      countNumber: 1,
    });
    expect(later.map(({ selection }) => selection)).toMatchObject([{ tagStatus: "any", countNumber: 7 }]);
  });

  it.each([
    undefined,
    "",
    "{}",
    '{"rules":[{"selection":{"countNumber":7}}]}',
    '{"rules":[{"selection":{"countNumber":"7"}}]}',
  ])("is not ours as %s", (text) => {
    expect(parsePolicy(text)).toEqual({});
  });
});

describe("deleting a repository", () => {
  it("takes the images along, and succeeds when there is none", async () => {
    const { aws, safe, watch } = bench();
    safe.on(DeleteRepositoryCommand).resolvesOnce({}).rejects(refusal("RepositoryNotFoundException"));
    for (const _ of ["first", "again"])
      expect(await ecrRepository.delete(aws, "flashsale-app", { ...watch, force: false })).toEqual([]);
    expect(sent(safe)[0]).toEqual(["DeleteRepository", { repositoryName: "flashsale-app", force: true }]);
  });

  it("fails on images that came after it was seen to be empty", async () => {
    const { aws, safe, watch } = bench();
    safe.on(DeleteRepositoryCommand).rejects(refusal("RepositoryNotEmptyException"));
    const context = { ...watch, force: false, onlyIfEmpty: true } as const;
    await expect(ecrRepository.delete(aws, "flashsale-app", context)).rejects.toThrow(
      "RepositoryNotEmptyException",
    );
    expect(sent(safe)).toEqual([["DeleteRepository", { repositoryName: "flashsale-app", force: false }]]);
  });

  it("is guarded as a data store is while it has an image", async () => {
    const { aws, safe } = bench();
    expect(ecrRepository.holdsData).toBe(true);
    safe
      .on(DescribeImagesCommand)
      .resolvesOnce({ imageDetails: [{ imageDigest: "sha256:1" }] })
      .resolvesOnce({ imageDetails: [] })
      .rejectsOnce(refusal("AccessDeniedException"))
      .rejectsOnce(refusal("RepositoryNotFoundException"))
      .rejects(refusal("ServerException"));
    const answers: unknown[] = [];
    for (const _ of ["with one", "without", "nobody may look", "gone"])
      answers.push(await ecrRepository.isEmpty?.(aws, "flashsale-app"));
    expect(answers).toEqual([false, true, false, true]);
    await expect(ecrRepository.isEmpty?.(aws, "flashsale-app")).rejects.toThrow("ServerException");
    expect(sent(safe)[0]).toEqual(["DescribeImages", { repositoryName: "flashsale-app", maxResults: 1 }]);
  });
});
