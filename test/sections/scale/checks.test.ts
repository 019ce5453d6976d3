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
