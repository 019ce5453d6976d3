import { afterEach, describe, expect, it } from "vitest";
import {
  deployed,
  instancesIn,
  offer,
  only,
  planned,
  redeploy,
  templateIn,
  userDataIn,
  versionsIn,
} from "./deploy.ts";
import type { Practice } from "./program.ts";
import { editAccount, expectSettled, planOf, readAccount, rowsOf, runTo, write } from "./stack.ts";

let practice: Practice;

afterEach(() => practice.remove());

describe("the guide's single instance", () => {
  it("is launched by deploy ec2, with its profile, and stays as it is", async () => {
    practice = await deployed();
    await runTo(practice, 0, "deploy ec2 --yes");
    expect(practice.read(".flashsale/sandbox.yaml")).toMatch(/instance: true/);
    const [instance] = instancesIn(readAccount(practice));
    expect(instance).toMatchObject({
      instanceType: "m5.xlarge",
      metadataTokens: "required",
      metadataHops: 2,
      profile: { arn: "arn:aws:iam::314159265358:instance-profile/FlashSaleAppRole" },
      rootVolume: { sizeGib: 20, type: "gp3", encrypted: true },
    });
    const marks = { Name: "flashsale-app", "flashsale-setup:stack": "flashsale" };
    expect(instance?.tags).toMatchObject(marks);
    expect(instance?.rootVolume).toMatchObject({ tags: marks });
    await expectSettled(practice);
  });

  it("gets the profile that EC2 dropped at the launch", async () => {
    practice = await deployed();
    editAccount(practice, (account) => offer(account, { dropsProfiles: true }));
    await runTo(practice, 0, "deploy ec2 --yes");
    expect(instancesIn(readAccount(practice))).toMatchObject([
      { profile: { arn: expect.stringMatching(/FlashSaleAppRole$/) as string } },
    ]);
    await expectSettled(practice);
  });

  it("is launched once there is room for it", async () => {
    practice = await deployed();
    editAccount(practice, (account) => offer(account, { withoutCapacity: { "us-east-1a": ["m5.*"] } }));
    const failed = await runTo(practice, 1, "deploy ec2 --yes");
    expect(failed.stderr).toMatch(/capacity/i);
    editAccount(practice, (account) => offer(account, { withoutCapacity: {} }));
    await runTo(practice, 0, "up --yes");
    expect(instancesIn(readAccount(practice))).toHaveLength(1);
  });

  it("is made anew with a new version of its template, and gone on request", async () => {
    practice = await deployed("instance: true");
    const [before] = instancesIn(readAccount(practice));
    redeploy(practice, "instance: true, imageTag: v2");
    expect(await planned(practice)).toEqual({
      // The rule that keeps the image in use names its tag.
      "deploy.repository": "update",
      "deploy.launch-template": "update",
      "deploy.instance": "replace",
    });
    await runTo(practice, 0, "up --yes");
    const [after, ...more] = instancesIn(readAccount(practice));
    expect(more).toEqual([]);
    expect(after?.id).not.toBe(before?.id);
    expect(after).toMatchObject({ template: { version: 2 } });
    redeploy(practice, "instance: false, imageTag: v2");
    await runTo(practice, 0, "up --yes");
    expect(instancesIn(readAccount(practice))).toEqual([]);
    await expectSettled(practice);
  });
});

describe("the repository of images", () => {
  it("goes without a word about data while it is empty", async () => {
    practice = await deployed();
    write(practice, "flashsale.yaml", `name: flashsale\ndeploy: { enabled: false }\n${only()}`);
    expect((await planned(practice))["deploy.repository"]).toBe("delete");
    await runTo(practice, 0, "up --yes");
    expect(rowsOf(readAccount(practice), "ECR/repository")).toEqual([]);
  });

  it("is guarded once it holds an image, by up and by destroy", async () => {
    practice = await deployed();
    await runTo(practice, 0, "deploy build . --yes");
    write(practice, "flashsale.yaml", `name: flashsale\ndeploy: { enabled: false }\n${only()}`);
    expect((await runTo(practice, 1, "up --yes")).stderr).toMatch(/deploy\.repository.*would be deleted/);
    expect((await runTo(practice, 64, "destroy --yes")).stderr).toMatch(/the data of\s+deploy\.repository/);
    expect(rowsOf(readAccount(practice), "ECR/repository")).toHaveLength(1);
    await runTo(practice, 0, "destroy --yes --delete-data");
    expect(rowsOf(readAccount(practice), "ECR/repository")).toEqual([]);
  });
});

describe("the launch template", () => {
  it("gets one new version for an edit, which is the default", async () => {
    practice = await deployed();
    redeploy(practice, "rootVolumeGib: 40, keyName: practice");
    expect(await planned(practice)).toEqual({ "deploy.launch-template": "update" });
    await runTo(practice, 0, "up --yes");
    expect(templateIn(readAccount(practice))).toMatchObject({ defaultVersion: 2 });
    expect(versionsIn(readAccount(practice))).toMatchObject([{}, { KeyName: "practice" }]);
    await expectSettled(practice);
  });

  it("gets no second version when the run is killed before the first becomes the default", async () => {
    practice = await deployed();
    redeploy(practice, "keyName: practice");
    const killed = await practice.run("up --yes", { faults: { kill: { attempt: 1, when: "after" } } });
    expect(killed.signal).toBe("SIGKILL");
    expect(templateIn(readAccount(practice))).toMatchObject({ defaultVersion: 1 });
    expect(versionsIn(readAccount(practice))).toHaveLength(2);
    await runTo(practice, 0, "up --yes");
    expect(templateIn(readAccount(practice))).toMatchObject({ defaultVersion: 2 });
    expect(versionsIn(readAccount(practice))).toHaveLength(2);
    await expectSettled(practice);
  });

  it("forgets a data store that is destroyed, by one version, and the policy with it", async () => {
    practice = await deployed("", "cache");
    expect(userDataIn(readAccount(practice))).toContain("REDIS_HOST=");
    const run = await runTo(practice, 0, "destroy cache --yes --delete-data --json");
    const summary = JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "{}") as { event: string };
    expect(summary.event).toBe("summary");
    const done = run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { event: string; address?: string; action?: string })
      .filter(({ event }) => event === "done");
    const updated = done.filter(({ address }) => !address?.startsWith("cache."));
    expect(updated.map(({ address }) => address).sort()).toEqual(["deploy.launch-template", "iam.policy"]);
    expect(userDataIn(readAccount(practice))).not.toMatch(/REDIS_|redis-auth-token/);
    expect(versionsIn(readAccount(practice))).toHaveLength(2);
    await expectSettled(practice);
  });

  it("holds no secret, and neither does the state", async () => {
    practice = await deployed("", "cache");
    const secrets = rowsOf(readAccount(practice), "SecretsManager/secret");
    const values = secrets.flatMap((row) => JSON.stringify(row).match(/"[A-Za-z0-9-]{64}"/g) ?? []);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) {
      expect(userDataIn(readAccount(practice))).not.toContain(value.slice(1, -1));
      expect(practice.read(".flashsale/sandbox.state.json")).not.toContain(value.slice(1, -1));
    }
  });
});

describe("the machine image", () => {
  const NEWER = {
    name: "al2023-ami-2023.12.20270104.0-kernel-6.1-x86_64",
    architecture: "x86_64",
    createdAt: "2027-01-04T00:00:00.000Z",
    description: "Amazon Linux 2023",
  };

  it("stays what it was when Amazon publishes a newer one, until it is upgraded", async () => {
    practice = await deployed();
    editAccount(practice, (account) => {
      const images = account.offers.EC2?.images as object[];
      offer(account, { images: [...images, NEWER] });
    });
    const { notices, empty } = await planOf(practice);
    expect(empty).toBe(true);
    expect(notices.join("\n")).toMatch(/up .*--upgrade deploy\.ami/);
    await runTo(practice, 0, "up --yes --upgrade deploy.ami");
    const [first, second] = versionsIn(readAccount(practice));
    expect(second?.ImageId).not.toBe(first?.ImageId);
    await expectSettled(practice);
  });

  it("follows the processor of the instance type", async () => {
    practice = await deployed();
    redeploy(practice, "instanceType: m7g.xlarge");
    await runTo(practice, 0, "up --yes");
    const [first, second] = versionsIn(readAccount(practice));
    expect(second?.InstanceType).toBe("m7g.xlarge");
    expect(second?.ImageId).not.toBe(first?.ImageId);
  });
});

describe("settings that the account contradicts", () => {
  it("are refused before anything is made", async () => {
    practice = await deployed();
    redeploy(practice, "keyName: lost, instanceType: m9.huge, amiId: ami-0c55b159cbfafe1f0");
    const refused = await runTo(practice, 78, "up --yes");
    expect(refused.stderr).toContain("deploy.keyName");
    expect(refused.stderr).toContain("deploy.instanceType");
    expect(refused.stderr).toContain("deploy.amiId");
    expect(versionsIn(readAccount(practice))).toHaveLength(1);
  });
});

describe("the repository", () => {
  it("is deleted with its images by nothing but a command that names it", async () => {
    practice = await deployed();
    await runTo(practice, 0, "deploy build . --yes");
    expect(rowsOf(readAccount(practice), "ECR/image")).toHaveLength(1);
    redeploy(practice, "enabled: false");
    const guarded = await runTo(practice, 1, "up --yes");
    expect(guarded.stderr).toContain("deploy.repository");
    expect(rowsOf(readAccount(practice), "ECR/image")).toHaveLength(1);
    redeploy(practice, "");
    await runTo(practice, 64, "destroy deploy --yes");
    await runTo(practice, 0, "destroy deploy --yes --delete-data");
    expect(rowsOf(readAccount(practice), "ECR/repository")).toEqual([]);
    expect(rowsOf(readAccount(practice), "EC2/launch-template")).toEqual([]);
  });
});
