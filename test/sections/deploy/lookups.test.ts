import { DescribeInstanceTypesCommand } from "@aws-sdk/client-ec2";
import { DescribeImagesCommand, ECRClient, ECRServiceException } from "@aws-sdk/client-ecr";
import { GetParameterCommand, SSMClient, SSMServiceException } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { again } from "../../../src/advice.ts";
import type { Aws } from "../../../src/aws/env.ts";
import { type Answer, beginLookup, settleAnswer } from "../../../src/engine/lookup.ts";
import type { AwsLookup } from "../../../src/resources/index.ts";
import {
  amiLookup,
  amiOf,
  imageDigest,
  imageLookup,
  isImageReady,
} from "../../../src/sections/deploy/lookups.ts";
import { createBench } from "../../resources/ec2/bench.ts";
import { answer, observationOf, settingsOf } from "../declared.ts";

const NOW = Date.UTC(2026, 7, 1);

function account() {
  const bench = createBench();
  const [ssm, ecr] = [new SSMClient({ region: "us-east-1" }), new ECRClient({ region: "us-east-1" })];
  const aws: Aws = { ...bench.aws, safe: { ...bench.aws.safe, ssm, ecr } };
  return { aws, ec2: bench.safe, ssm: mockClient(ssm), ecr: mockClient(ecr) };
}

const refusal = (name: string) =>
  new ECRServiceException({ name, message: name, $fault: "client", $metadata: { httpStatusCode: 400 } });

const ask = (env: Aws, lookup: unknown): Promise<Answer> =>
  beginLookup(lookup as AwsLookup<unknown>, { env, pins: new Map(), upgrade: new Set(), now: () => NOW })
    .first;

describe("the machine image", () => {
  const lookup = (text: object = {}) => amiLookup(settingsOf({ deploy: text }));

  it("is the newest Amazon Linux 2023 for the processor of the instance type, pinned", async () => {
    const { aws, ec2, ssm } = account();
    ec2
      .on(DescribeInstanceTypesCommand)
      .resolves({ InstanceTypes: [{ ProcessorInfo: { SupportedArchitectures: ["arm64"] } }] });
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: "ami-1" } });
    const { value, fresh, pin } = await ask(aws, lookup({ instanceType: "m7g.xlarge" }));
    expect(value).toEqual({ imageId: "ami-1", architecture: "arm64" });
    expect([fresh, pin.source]).toEqual([true, "Amazon Linux 2023 for arm64 of ssm:GetParameter"]);
  });

  it("stays pinned for another type with the same processor, and only then", () => {
    expect(lookup({ instanceType: "m5.2xlarge" }).source).toBe(lookup().source);
    expect(lookup({ instanceType: "m7g.xlarge" }).source).not.toBe(lookup().source);
  });

  it("is not made up where nobody tells it", async () => {
    const { aws, ec2, ssm } = account();
    ec2.on(DescribeInstanceTypesCommand).resolves({});
    const denied = new SSMServiceException({
      name: "AccessDeniedException",
      $fault: "client",
      $metadata: {},
    });
    ssm.on(GetParameterCommand).rejects(denied);
    await expect(ask(aws, lookup())).rejects.toBe(denied);
  });

  const PINNED = { imageId: "ami-1", architecture: "x86_64" };

  const settle = (hadPin: boolean, live: object | undefined, offered = PINNED): Answer =>
    settleAnswer(lookup() as AwsLookup<unknown>, {
      answer: answer(PINNED),
      offer: { value: offered },
      observation: live === undefined ? new Map() : observationOf("ec2/launch-template", { props: live }),
      hadPin,
      isOurs: () => true,
      now: NOW,
    });

  it("is read off the template where the state lost its pin, if that is for the same processor", () => {
    const live = { imageId: "ami-0", instanceType: "m5.large" };
    expect(settle(false, live).value).toEqual({ imageId: "ami-0", architecture: "x86_64" });
    expect(settle(true, live).value).toEqual(PINNED);
    expect(settle(false, { ...live, instanceType: "m7g.large" }).value).toEqual(PINNED);
    expect(settle(false, undefined).value).toEqual(PINNED);
  });

  it("is a notice where a newer one is offered", () => {
    expect(settle(true, undefined).notices).toEqual([]);
    const [notice] = settle(true, undefined, { ...PINNED, imageId: "ami-2" }).notices;
    expect(notice).toContain("ami-2");
    expect(notice).toContain(again("--upgrade deploy.ami"));
  });

  it("is the settings' own where they name one", () => {
    const answers = new Map([["deploy.ami", answer(PINNED)]]);
    expect(amiOf(settingsOf(), answers)).toBe("ami-1");
    expect(amiOf(settingsOf({ deploy: { amiId: "ami-0123456789abcdef0" } }), answers)).toBe(
      "ami-0123456789abcdef0",
    );
  });
});

describe("the application's image", () => {
  const look = (env: Aws) => ask(env, imageLookup(settingsOf({ deploy: { imageTag: "v2" } })));

  it("is looked for under the tag that instances run, on each run", async () => {
    const { aws, ecr } = account();
    ecr.on(DescribeImagesCommand).resolves({ imageDetails: [{ imageDigest: "sha256:1" }] });
    const found = await look(aws);
    expect([found.value, found.fresh]).toEqual([{ ready: true, digest: "sha256:1" }, false]);
    expect(ecr.calls()[0]?.args[0].input).toEqual({
      repositoryName: "flashsale-app",
      imageIds: [{ imageTag: "v2" }],
    });
    expect(isImageReady(new Map([["deploy.image", found]]))).toBe(true);
  });

  it.each(["ImageNotFoundException", "RepositoryNotFoundException"])("is missing after %s", async (name) => {
    const { aws, ecr } = account();
    ecr.on(DescribeImagesCommand).rejects(refusal(name));
    expect(await look(aws)).toMatchObject({ value: { ready: false }, notices: [] });
  });

  it("is taken for missing where nobody may look, which is told", async () => {
    const { aws, ecr } = account();
    ecr.on(DescribeImagesCommand).rejects(refusal("AccessDeniedException"));
    const { value, notices } = await look(aws);
    expect(value).toEqual({ ready: false });
    expect(notices).toHaveLength(1);
    expect(isImageReady(new Map())).toBe(false);
  });

  const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
  const settings = settingsOf({ deploy: { imageTag: "v2" } });
  const startedWith = (image: string) => ({ userData: `#!/bin/bash\nreadonly IMAGE='host/${image}'\n` });

  const settled = (told: object, ...templates: readonly object[]): Answer =>
    settleAnswer(imageLookup(settings) as AwsLookup<unknown>, {
      answer: answer(told),
      offer: { value: told },
      observation: observationOf("ec2/launch-template", ...templates.map((props) => ({ props }))),
      hadPin: false,
      isOurs: () => true,
      now: NOW,
    });

  it("stays the one that instances were started with where its tag leads nowhere, and that is told", () => {
    const { value, notices } = settled({ ready: false }, startedWith(`flashsale-app:v2@${DIGEST}`));
    expect(value).toEqual({ ready: false, digest: DIGEST });
    expect(notices.join()).toContain("no image flashsale-app:v2");
    expect(imageDigest(new Map([["deploy.image", answer(value)]]))).toBe(DIGEST);
  });

  it("is the one of the tag as soon as it leads to one", () => {
    const { value, notices } = settled(
      { ready: true, digest: "sha256:2" },
      startedWith(`flashsale-app:v2@${DIGEST}`),
    );
    expect([value, notices]).toEqual([{ ready: true, digest: "sha256:2" }, []]);
  });

  it.each([
    "flashsale-app:v2",
    `flashsale-app:v1@${DIGEST}`,
    `another-app:v2@${DIGEST}`,
    "flashsale-app:v2@sha256:1",
  ])("is not read off a template that names %s", (image) => {
    expect(settled({ ready: false }, startedWith(image)).value).toEqual({ ready: false });
  });
});
