import { describe, expect, it } from "vitest";
import { Ref, Unknown } from "../../../src/engine/ref.ts";
import { type Aws, Stack } from "../../../src/resources/index.ts";
import { deploy } from "../../../src/sections/deploy/index.ts";
import { declareSections } from "../../../src/sections/index.ts";
import { answersWith, type Declared, declared, PLACE, propsOf, settingsOf } from "../declared.ts";

const AMI = { "deploy.ami": { imageId: "ami-0123456789abcdef0", architecture: "x86_64" } };

const all = (text: object = {}, more: object = {}): Map<string, Declared> =>
  declared(settingsOf(text), answersWith(3, { ...AMI, ...more }));

const one = (address: string, text: object = {}): Declared => {
  const found = all(text).get(address);
  if (found === undefined) throw new Error(`${address} is not declared.`);
  return found;
};

const userData = (text: object = {}): string => String(one("deploy.launch-template", text).props.userData);

describe("the deployment of the guide", () => {
  it("is a repository, a log group and a launch template", () => {
    expect([...all().keys()].filter((address) => address.startsWith("deploy."))).toEqual([
      "deploy.repository",
      "deploy.log-group",
      "deploy.launch-template",
    ]);
  });

  it("has a repository that scans its images, and keeps the newest", () => {
    expect(one("deploy.repository").props).toEqual({
      name: "flashsale-app",
      scanOnPush: true,
      tagsMove: true,
      keepImages: 30,
      keptTag: "latest",
    });
  });

  it("keeps the application's log for a month", () => {
    expect(one("deploy.log-group").props).toEqual({ name: "/flashsale/app", retentionDays: 30 });
  });

  it("has a launch template with IMDSv2, an encrypted volume and the marks of the stack", () => {
    const { userData: _, ...props } = one("deploy.launch-template", { tags: { team: "sale" } }).props;
    expect(props).toEqual({
      name: "flashsale-app",
      imageId: "ami-0123456789abcdef0",
      instanceType: "m5.xlarge",
      keyName: "",
      instanceProfile: "iam.instance-profile/name",
      securityGroupIds: ["network.security-group.application/groupId"],
      rootVolume: { sizeGib: 20, type: "gp3", encrypted: true },
      metadata: { tokens: "required", hopLimit: 2 },
      launchTags: {
        Name: "flashsale-app",
        team: "sale",
        "flashsale-setup:stack": "flashsale",
        "flashsale-setup:lineage": "lineage",
      },
    });
  });

  it("takes image and key pair of the settings where they name them", () => {
    const deploySettings = {
      amiId: "ami-0fedcba9876543210",
      keyName: "mine",
      imageTag: "v2",
      rootVolumeGib: 50,
    };
    const { props } = one("deploy.launch-template", { deploy: deploySettings });
    expect(props).toMatchObject({
      imageId: "ami-0fedcba9876543210",
      keyName: "mine",
      rootVolume: { sizeGib: 50 },
      userData: expect.stringContaining("readonly IMAGE='deploy.repository/uri:v2'") as string,
    });
  });

  it("comes after what the role needs to be of use", () => {
    expect(one("deploy.launch-template").needs).toEqual(
      expect.arrayContaining([
        "iam.instance-profile-role",
        "iam.policy-attachment",
        "db.instance",
        "db.secret",
      ]),
    );
  });
});

describe("the user data of the deployment", () => {
  it("tells the application where everything is, and where its secrets are", () => {
    const text = userData();
    for (const line of [
      "AWS_REGION=us-east-1",
      "SPRING_PROFILES_ACTIVE=prod",
      "METRIC_NAMESPACE=FlashSale",
      "DB_HOST=db.instance/endpoint",
      "DB_PORT=db.instance/port",
      "DB_NAME=flashsale",
      "DB_USERNAME=flashsaleadmin",
      "REDIS_HOST=cache.replication-group/endpoint",
      "REDIS_PORT=cache.replication-group/port",
      "KAFKA_BOOTSTRAP_SERVERS=kafka.cluster/bootstrapBrokers",
      "DB_PASSWORD=db.secret/arn",
      "REDIS_PASSWORD=cache.secret/arn",
    ])
      expect(text.split("\n")).toContain(line);
    expect(text).toContain("awslogs-group='/flashsale/app'");
  });

  it("leaves out a data store that the stack does not have, and waits for it no more", () => {
    const without = { cache: { enabled: false }, kafka: { enabled: false } };
    expect(userData(without)).not.toMatch(/REDIS_(HOST|PORT|PASSWORD)|KAFKA_/);
    expect(one("deploy.launch-template", without).needs.join()).not.toMatch(/cache\.|kafka\./);
    expect(userData(without)).toContain("DB_HOST=");
  });
});

describe("the guide's single instance", () => {
  const INSTANCE = { deploy: { instance: true, instanceType: "m7g.large" } };

  it("is launched from the template on request, in a subnet of the application", () => {
    expect(one("deploy.instance", INSTANCE).props).toEqual({
      launchTemplateId: "deploy.launch-template#launchTemplateId",
      launchTemplateVersion: "deploy.launch-template#defaultVersion",
      instanceType: "m7g.large",
      rootVolumeGib: 20,
      publicAddress: false,
      subnetId: "network.subnet.application-1#subnetId",
      securityGroupIds: ["network.security-group.application#groupId"],
      instanceProfile: "iam.instance-profile#name",
    });
  });

  it("starts once there is a way out, a role and a log group", () => {
    expect(one("deploy.instance", INSTANCE).needs).toEqual(
      expect.arrayContaining([
        "network.route.application-1",
        "iam.instance-profile-role",
        "iam.policy-attachment",
        "deploy.log-group",
        "deploy.launch-template",
      ]),
    );
  });

  it("is called as the guide calls it", () => {
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    declareSections({ ...PLACE, stack, settings: settingsOf(INSTANCE), answers: answersWith(3, AMI) });
    const found = stack.declarations.find(({ address }) => address === "deploy.instance");
    expect(found?.input).toMatchObject({ tags: { Name: "flashsale-app" } });
  });
});

describe("what the deployment hands over", () => {
  const handlesWith = (more: object) => {
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    const answers = answersWith(3, { ...AMI, ...more });
    return declareSections({ ...PLACE, stack, settings: settingsOf(), answers });
  };

  it("is the template's id and version, and whether the image is there", () => {
    const { deploy: handed } = handlesWith({ "deploy.image": { ready: true } });
    const known = () => ({ launchTemplateId: "lt-1", defaultVersion: 3, uri: "host/flashsale-app" });
    expect(handed?.launchTemplateId.resolve(known)).toBe("lt-1");
    expect(handed?.launchTemplateVersion.resolve(known)).toBe(3);
    expect(handed?.repositoryUri.resolve(known)).toBe("host/flashsale-app");
    expect(handed?.imageReady).toBe(true);
    expect(handed?.before.map(({ address }) => address)).toContain("deploy.log-group");
  });

  it("starts instances from the very image that the tag leads to, so that another build is another template", () => {
    const of = (image: object) =>
      propsOf(
        declared(settingsOf(), answersWith(3, { ...AMI, "deploy.image": image })),
        "ec2/launch-template",
      )["deploy.launch-template"]?.userData;
    expect(of({ ready: true, digest: "sha256:1" })).toContain(
      "IMAGE='deploy.repository/uri:latest@sha256:1'",
    );
    expect(of({ ready: true, digest: "sha256:2" })).not.toBe(of({ ready: true, digest: "sha256:1" }));
    expect(of({ ready: false })).toContain("IMAGE='deploy.repository/uri:latest'");
  });

  it("is no image where nobody could look", () => {
    expect(handlesWith({}).deploy?.imageReady).toBe(false);
  });

  it("tells the application's repository once it stands", () => {
    const outputs = deploy.outputs(handlesWith({}), settingsOf());
    expect(outputs.map(({ name }) => name)).toEqual(["ECR_REPOSITORY"]);
    const [{ value } = {}] = outputs as readonly { value?: unknown }[];
    expect(value instanceof Ref && value.resolve(() => undefined)).toEqual(
      new Unknown(["deploy.repository"]),
    );
  });

  it("asks for the machine image only where the settings name none", () => {
    const keysOf = (text: object) => deploy.lookups(settingsOf(text)).map(({ key }) => key);
    expect(keysOf({})).toEqual(["deploy.ami", "deploy.image"]);
    expect(keysOf({ deploy: { amiId: "ami-0123456789abcdef0" } })).toEqual(["deploy.image"]);
  });
});
