import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/engine/lookup.ts";
import type { Aws } from "../../../src/resources/index.ts";
import { checkScale } from "../../../src/sections/scale/checks.ts";
import type { SettingProblem } from "../../../src/sections/section.ts";
import { answer, observationOf, settingsOf } from "../declared.ts";

const ENV = { region: "us-east-1", account: "123456789012" } as Aws;

const certificate = (region: string, account = "123456789012"): string =>
  `arn:aws:acm:${region}:${account}:certificate/12345678-1234-1234-1234-123456789012`;

interface Scene {
  readonly settings?: object;
  readonly image?: Answer;
  readonly running?: boolean;
  readonly userData?: string;
}

const RUNS_LATEST = "IMAGE=123456789012.dkr.ecr.us-east-1.amazonaws.com/flashsale-app:latest";

function check({
  settings = {},
  image,
  running = true,
  userData = RUNS_LATEST,
}: Scene): Promise<readonly SettingProblem[]> {
  const answers = new Map<string, Answer>([["scale.running", answer(running)]]);
  if (image !== undefined) answers.set("deploy.image", image);
  return checkScale({
    env: ENV,
    settings: settingsOf(settings),
    answers,
    observation: observationOf("ec2/launch-template", { props: { userData } }),
  });
}

describe("the certificate of the load balancer", () => {
  it("is one of its own region and account", async () => {
    expect(await check({ settings: { scale: { certificateArn: certificate("us-east-1") } } })).toEqual([]);
  });

  it.each([certificate("eu-west-1"), certificate("us-east-1", "210987654321")])(
    "may not be %s",
    async (arn) => {
      expect(await check({ settings: { scale: { certificateArn: arn } } })).toMatchObject([
        { key: "scale.certificateArn", allowed: "a certificate of us-east-1 in the account 123456789012" },
      ]);
    },
  );
});

describe("a certificate of this region and account", () => {
  const arn = certificate("us-east-1");
  const refusal = (name: string): Error => Object.assign(new Error(name), { name, $metadata: {} });

  /** What the check says where Certificate Manager answers so; `serving` is the certificate of a listener that stands. */
  function judge(told: object | Error, serving?: string): Promise<readonly SettingProblem[]> {
    const acm = new ACMClient({ region: "us-east-1", maxAttempts: 1 });
    const mock = mockClient(acm).on(DescribeCertificateCommand, { CertificateArn: arn });
    if (told instanceof Error) mock.rejects(told);
    else mock.resolves({ Certificate: told });
    return checkScale({
      env: { ...ENV, safe: { acm } } as unknown as Aws,
      settings: settingsOf({ scale: { certificateArn: arn } }),
      answers: new Map(),
      observation: observationOf("elastic-load-balancing-v2/listener", {
        props: serving === undefined ? {} : { certificateArn: serving },
      }),
    });
  }

  it("passes once it is issued", async () => {
    expect(await judge({ Status: "ISSUED", KeyAlgorithm: "RSA_2048" })).toEqual([]);
    expect(await judge({ Status: "ISSUED", KeyAlgorithm: "EC_prime256v1" })).toEqual([]);
  });

  it.each([
    [{ Status: "PENDING_VALIDATION", KeyAlgorithm: "RSA_2048" }, "PENDING_VALIDATION"],
    [{ Status: "EXPIRED", KeyAlgorithm: "RSA_2048" }, "EXPIRED"],
    [{ Status: "REVOKED", KeyAlgorithm: "RSA_2048" }, "REVOKED"],
    [{ Status: "VALIDATION_TIMED_OUT", KeyAlgorithm: "RSA_2048" }, "VALIDATION_TIMED_OUT"],
    [{ Status: "FAILED", KeyAlgorithm: "RSA_2048" }, "FAILED"],
    [{ Status: "ISSUED", KeyAlgorithm: "ML_DSA_44" }, "ML_DSA_44"],
    [refusal("ResourceNotFoundException"), "there is no such certificate"],
  ])("is refused before anything is called where it is %o", async (told, named) => {
    const problems = await judge(told);
    expect(problems).toMatchObject([{ key: "scale.certificateArn", value: arn }]);
    expect(problems[0]?.text).toContain(named);
  });

  it("is not judged where Certificate Manager may not be asked", async () => {
    expect(await judge(refusal("AccessDeniedException"))).toEqual([]);
  });

  it("is not judged anew while a listener serves with it", async () => {
    expect(await judge({ Status: "EXPIRED" }, arn)).toEqual([]);
    expect(await judge({ Status: "EXPIRED" }, certificate("us-east-1", "1"))).toHaveLength(1);
  });
});

it("tells a name that AWS keeps for itself", async () => {
  expect(await check({ settings: { name: "internal" } })).toMatchObject([{ key: "name", value: "internal" }]);
  expect(await check({ settings: { name: "internals" } })).toEqual([]);
});

describe("the image that a running group is to move to", () => {
  const missing = answer({ ready: false });
  const other = { deploy: { imageTag: "v2" } };

  it("must be in the repository", async () => {
    expect(await check({ settings: other, image: missing })).toMatchObject([
      { key: "deploy.imageTag", value: "v2", allowed: "the tag of an image in the repository flashsale-app" },
    ]);
  });

  it("is not asked for while the instances stay on the one that they run", async () => {
    expect(await check({ image: missing })).toEqual([]);
  });

  it("is not asked for while the group has no instances", async () => {
    expect(await check({ settings: other, image: missing, running: false })).toEqual([]);
  });

  it("is not asked for where the repository could not be looked into", async () => {
    const untold = { ...missing, notices: ["could not be seen"] };
    expect(await check({ settings: other, image: untold })).toEqual([]);
  });
});
