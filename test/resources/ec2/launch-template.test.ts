import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
  type ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import {
  type LaunchTemplateAttributes,
  type LaunchTemplateProps,
  launchTemplate,
} from "../../../src/resources/ec2/launch-template.ts";
import {
  type Bench,
  changed,
  createBench,
  createScope,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
} from "./bench.ts";

const SCRIPT = "#!/bin/bash\necho 'es läuft'\n";

const PROPS: LaunchTemplateProps = {
  name: "flashsale-app",
  imageId: "ami-1",
  instanceType: "m5.xlarge",
  keyName: "",
  instanceProfile: "FlashSaleAppRole",
  securityGroupIds: ["sg-1"],
  userData: SCRIPT,
  rootVolume: { sizeGib: 20, type: "gp3", encrypted: true },
  metadata: { tokens: "required", hopLimit: 2 },
  launchTags: { Name: "flashsale-app" },
  tags: TAGS,
};

const LAUNCH_TAGS = [{ Key: "Name", Value: "flashsale-app" }];

const DATA = {
  ImageId: "ami-1",
  InstanceType: "m5.xlarge" as const,
  IamInstanceProfile: { Name: "FlashSaleAppRole" },
  SecurityGroupIds: ["sg-1"],
  UserData: Buffer.from(SCRIPT).toString("base64"),
  MetadataOptions: { HttpEndpoint: "enabled", HttpTokens: "required", HttpPutResponseHopLimit: 2 },
  BlockDeviceMappings: [
    {
      DeviceName: "/dev/xvda",
      Ebs: { VolumeSize: 20, VolumeType: "gp3", Encrypted: true, DeleteOnTermination: true },
    },
  ],
  TagSpecifications: [
    { ResourceType: "instance", Tags: LAUNCH_TAGS },
    { ResourceType: "volume", Tags: LAUNCH_TAGS },
    { ResourceType: "network-interface", Tags: LAUNCH_TAGS },
  ],
} satisfies ResponseLaunchTemplateData;

const TEMPLATE = {
  LaunchTemplateId: "lt-1",
  LaunchTemplateName: "flashsale-app",
  DefaultVersionNumber: 3,
  LatestVersionNumber: 3,
  Tags: TAG_LIST,
};

let bench: Bench;

/** What a read of versions answers: the default, and the newest. */
function show(data: ResponseLaunchTemplateData, number = 3): void {
  bench.safe
    .on(DescribeLaunchTemplateVersionsCommand)
    .resolves({ LaunchTemplateVersions: [{ VersionNumber: number, LaunchTemplateData: data }] });
}

beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [TEMPLATE] });
  show(DATA);
});

const get = () => launchTemplate.get(bench.aws, "lt-1");

describe("reading launch templates", () => {
  it("tells what the default version says, with user data as text", async () => {
    expect(await get()).toEqual({
      id: "lt-1",
      name: "flashsale-app",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: { launchTemplateId: "lt-1", name: "flashsale-app", defaultVersion: 3, latestVersion: 3 },
      tags: TAGS,
    });
    expect(sentBy(bench.safe)).toEqual([
      { operation: "DescribeLaunchTemplates", input: { LaunchTemplateIds: ["lt-1"] } },
      {
        operation: "DescribeLaunchTemplateVersions",
        input: { LaunchTemplateId: "lt-1", Versions: ["$Default"] },
      },
    ]);
  });

  it("lists by name, through a filter: names alone are refused when one is not there", async () => {
    await launchTemplate.list(bench.aws, createScope({ names: ["flashsale-app", "flashsale-app-2"] }));
    const Filters = [{ Name: "launch-template-name", Values: ["flashsale-app", "flashsale-app-2"] }];
    expect(sentBy(bench.safe)[0]).toEqual({ operation: "DescribeLaunchTemplates", input: { Filters } });
  });

  it("asks for nothing while no name is known", async () => {
    expect(await launchTemplate.list(bench.aws, createScope({}))).toEqual([]);
    expect(sentBy(bench.safe)).toEqual([]);
  });

  it("is absent where EC2 says so, even between the two reads", async () => {
    bench.safe.on(DescribeLaunchTemplateVersionsCommand).rejects(refusal("InvalidLaunchTemplateId.NotFound"));
    expect(await get()).toBeUndefined();
    bench.safe.on(DescribeLaunchTemplatesCommand).rejects(refusal("InvalidLaunchTemplateId.NotFound"));
    expect(await get()).toBeUndefined();
  });

  it("tells a profile by its name, however the template names it", async () => {
    show({ ...DATA, IamInstanceProfile: { Arn: "arn:aws:iam::1:instance-profile/FlashSaleAppRole" } });
    expect((await get())?.props.instanceProfile).toBe("FlashSaleAppRole");
  });

  it("tells tags of instances, volumes and interfaces only where all have the same", async () => {
    show({ ...DATA, TagSpecifications: DATA.TagSpecifications.slice(1) });
    expect((await get())?.props).not.toHaveProperty("launchTags");
  });
});

describe("making a launch template", () => {
  it("sends one call that its token makes safe to repeat, with IMDSv2 and an encrypted volume", async () => {
    bench.safe.on(CreateLaunchTemplateCommand).resolves({ LaunchTemplate: TEMPLATE });
    expect(await launchTemplate.create(bench.aws, PROPS, "token-1")).toEqual({ id: "lt-1" });
    const input = {
      ClientToken: "token-1",
      LaunchTemplateName: "flashsale-app",
      LaunchTemplateData: DATA,
      TagSpecifications: tagged("launch-template"),
    };
    expect(sentBy(bench.safe)).toEqual([{ operation: "CreateLaunchTemplate", input }]);
  });

  it("names a key pair only where there is one", async () => {
    bench.safe.on(CreateLaunchTemplateCommand).resolves({ LaunchTemplate: TEMPLATE });
    await launchTemplate.create(bench.aws, { ...PROPS, keyName: "mine" }, "token-1");
    expect(sentBy(bench.safe)[0]?.input).toMatchObject({ LaunchTemplateData: { KeyName: "mine" } });
  });

  it("is sent again while EC2 does not know the profile", async () => {
    const lag =
      "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name";
    bench.safe
      .on(CreateLaunchTemplateCommand)
      .rejectsOnce(refusal("InvalidParameterValue", lag))
      .resolves({ LaunchTemplate: TEMPLATE });
    expect(await launchTemplate.create(bench.aws, PROPS, "token-1")).toEqual({ id: "lt-1" });
  });

  it("leaves a name that is taken to the engine's judgement", async () => {
    bench.safe
      .on(CreateLaunchTemplateCommand)
      .rejects(refusal("InvalidLaunchTemplateName.AlreadyExistsException"));
    await expect(launchTemplate.create(bench.aws, PROPS, "token-1")).rejects.toBeInstanceOf(AlreadyExists);
  });
});

describe("changing a launch template", () => {
  const SMALLER = { ...PROPS, instanceType: "m5.large" };

  async function update(
    props: LaunchTemplateProps,
    ...named: Parameters<typeof changed<LaunchTemplateProps>>
  ) {
    const observed = await get();
    if (observed === undefined) throw new Error("it stands in this test");
    bench.safe.resetHistory();
    const context = { ...bench.watch, observed, props, applyAt: "now" as const };
    await launchTemplate.update(bench.aws, "lt-1", [changed(...named)], context);
    return sentBy(bench.safe).filter(({ operation }) => !operation.startsWith("Describe"));
  }

  beforeEach(() => {
    bench.safe
      .on(CreateLaunchTemplateVersionCommand)
      .resolves({ LaunchTemplateVersion: { VersionNumber: 4 } });
    bench.safe.on(ModifyLaunchTemplateCommand).resolves({});
  });

  it("makes a version with everything in it, and makes it the default", async () => {
    const sent = await update(SMALLER, "instanceType", "m5.large");
    expect(sent).toEqual([
      {
        operation: "CreateLaunchTemplateVersion",
        input: {
          LaunchTemplateId: "lt-1",
          LaunchTemplateData: { ...DATA, InstanceType: "m5.large" },
          ClientToken: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
        },
      },
      { operation: "ModifyLaunchTemplate", input: { LaunchTemplateId: "lt-1", DefaultVersion: "4" } },
    ]);
  });

  it("has a token that is the same for the same change, and another for another", async () => {
    const tokenOf = async (props: LaunchTemplateProps): Promise<unknown> =>
      (await update(props, "instanceType", props.instanceType))[0]?.input;
    const [first, again, other] = [
      await tokenOf(SMALLER),
      await tokenOf(SMALLER),
      await tokenOf({ ...PROPS, instanceType: "m5.2xlarge" }),
    ] as { ClientToken: string }[];
    expect(again?.ClientToken).toBe(first?.ClientToken);
    expect(other?.ClientToken).not.toBe(first?.ClientToken);
  });

  it("takes the version that an interrupted run left, instead of a second one like it", async () => {
    const observed = await get();
    if (observed === undefined) throw new Error("it stands in this test");
    show({ ...DATA, InstanceType: "m5.large" }, 4);
    bench.safe.resetHistory();
    const context = { ...bench.watch, observed, props: SMALLER, applyAt: "now" as const };
    await launchTemplate.update(bench.aws, "lt-1", [changed("instanceType", "m5.large")], context);
    expect(sentBy(bench.safe)).toEqual([
      {
        operation: "DescribeLaunchTemplateVersions",
        input: { LaunchTemplateId: "lt-1", Versions: ["$Latest"] },
      },
      { operation: "ModifyLaunchTemplate", input: { LaunchTemplateId: "lt-1", DefaultVersion: "4" } },
    ]);
  });

  it("changes its own tags without a new version", async () => {
    bench.safe.on(CreateTagsCommand).resolves({});
    const sent = await update(PROPS, "tags", { team: "sale" });
    expect(sent.map(({ operation }) => operation)).toEqual(["CreateTags"]);
  });
});

describe("deleting a launch template", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteLaunchTemplateCommand).rejects(refusal("InvalidLaunchTemplateId.NotFound"));
    expect(await launchTemplate.delete(bench.aws, "lt-1", toDelete(bench))).toEqual([]);
  });
});

// The attributes are what instances are launched by: they must be there for others to refer to.
const ATTRIBUTES: (keyof LaunchTemplateAttributes)[] = ["launchTemplateId", "defaultVersion"];

describe("what a launch template tells others", () => {
  it("is its id, which stays, and the default version, which a change moves", async () => {
    const told = (await get())?.attributes;
    expect(ATTRIBUTES.every((key) => told?.[key] !== undefined)).toBe(true);
    expect(launchTemplate.stable).toEqual(["launchTemplateId", "name"]);
  });
});
