import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAccount, Practice } from "./program.ts";
import { groupOf, membersOf, ofScale, SLOWLY, typesOf, waiting, writeScale } from "./scale.ts";
import {
  changedItems,
  changingCallsOf,
  editAccount,
  expectSettled,
  flat,
  planOf,
  readAccount,
  rowOf,
  rowsOf,
  runTo,
} from "./stack.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:314159265358:certificate/12345678-1234-1234-1234-123456789012";

let empty: Practice;
let running: Practice;

/** The changes of a plan as address, action and props. */
async function changesOf(practice: Practice): Promise<string[]> {
  const items = changedItems(await planOf(practice, "", SLOWLY));
  return items.map(({ address, action, changes }) =>
    [address, action, ...changes.map(({ prop }) => prop)].join(" "),
  );
}

async function startedFrom(base: Practice, scale = "", more = ""): Promise<Practice> {
  const practice = new Practice(base);
  await runTo(practice, 0, "deploy build .", SLOWLY);
  writeScale(practice, scale, more);
  await runTo(practice, 0, "up --yes", SLOWLY);
  return practice;
}

/** Forgets every image of the repository. */
const loseImages = (practice: Practice): void =>
  editAccount(practice, (account) => {
    for (const key of Object.keys(account.tables).filter((name) => name.endsWith("ECR/image")))
      delete account.tables[key];
  });

beforeAll(async () => {
  empty = await waiting();
  running = await startedFrom(empty);
});

afterAll(() => {
  empty.remove();
  running.remove();
});

describe("a group without an image", () => {
  it("has no instances, says what it waits for, and is as wanted", async () => {
    expect(groupOf(empty)).toMatchObject({ min: 0, max: 20, desired: 0, members: [] });
    await expectSettled(empty, SLOWLY);
    const status = await runTo(empty, 0, "status --json", SLOWLY);
    expect(status.stdout).toContain("waiting for an image: flashsale-setup deploy build");
    const plan = await runTo(empty, 0, "plan", SLOWLY);
    expect(flat(plan.stdout)).toContain("waiting for an image: flashsale-setup deploy build");
  });

  it("is reckoned with the instances that it is to have", async () => {
    const plan = await runTo(empty, 0, "plan", SLOWLY);
    expect(flat(plan.stdout)).toMatch(/Cost: about USD 7\d\d\/month/);
  });
});

describe("a group whose image has come", () => {
  it("gets its size in the next run, with replacing held back until the first is healthy", async () => {
    const practice = new Practice(empty);
    await runTo(practice, 0, "deploy build .", SLOWLY);
    expect(await changesOf(practice)).toEqual([
      "deploy.launch-template update userData",
      "scale.group update launchTemplateVersion min desired",
    ]);
    await runTo(practice, 0, "up --yes --trace trace.jsonl", SLOWLY);
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual([
      "CreateLaunchTemplateVersion",
      "ModifyLaunchTemplate",
      "SuspendProcesses",
      "UpdateAutoScalingGroup",
      "ResumeProcesses",
    ]);
    expect(membersOf(practice)).toHaveLength(5);
    expect(groupOf(practice).suspended).toEqual({});
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });

  it("keeps its instances when the image is lost", async () => {
    const practice = new Practice(running);
    loseImages(practice);
    expect(await changesOf(practice)).toEqual([]);
    const plan = await runTo(practice, 0, "plan", SLOWLY);
    expect(flat(plan.stdout + plan.stderr)).toContain("no image flashsale-app:latest");
    practice.remove();
  });

  it("does not mind that its policies have moved the number of instances", async () => {
    const practice = new Practice(running);
    editAccount(practice, (account) => {
      rowOf(account, "AutoScaling/group").desired = 9;
    });
    await expectSettled(practice, SLOWLY);
    expect(membersOf(practice)).toHaveLength(9);
    practice.remove();
  });

  it("is made right when its bounds were changed by hand", async () => {
    const practice = new Practice(running);
    editAccount(practice, (account) => {
      rowOf(account, "AutoScaling/group").max = 7;
    });
    expect(await changesOf(practice)).toEqual(["scale.group update max"]);
    practice.remove();
  });
});

describe("a second build under the same tag", () => {
  it("is a change, which replaces the instances that run the first", async () => {
    const practice = new Practice(running);
    const before = membersOf(practice).map(({ id }) => id);
    await runTo(practice, 0, "deploy build .", SLOWLY);
    expect(await changesOf(practice)).toEqual([
      "deploy.launch-template update userData",
      "scale.group update launchTemplateVersion",
    ]);
    await runTo(practice, 0, "scale --yes", SLOWLY);
    expect(membersOf(practice).filter(({ id }) => before.includes(id))).toEqual([]);
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });
});

describe("another version of the launch template", () => {
  it("replaces the instances and waits for it", async () => {
    const practice = new Practice(running);
    writeScale(practice, "", "deploy: { instanceType: m5.large }");
    await runTo(practice, 0, "up --yes --trace trace.jsonl", SLOWLY);
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual([
      "CreateLaunchTemplateVersion",
      "ModifyLaunchTemplate",
      "UpdateAutoScalingGroup",
      "StartInstanceRefresh",
    ]);
    expect(typesOf(practice)).toEqual(Array.from({ length: 5 }, () => "m5.large"));
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });

  it("is carried on when the run that began it was killed before the instances were replaced", async () => {
    const practice = new Practice(running);
    writeScale(practice, "", "deploy: { instanceType: m5.large }");
    const killed = await practice.run("up --yes", {
      ...SLOWLY,
      faults: { kill: { attempt: 3, when: "after" } },
    });
    expect(killed.signal).toBe("SIGKILL");
    expect(killed.stderr).toContain("UpdateAutoScalingGroup");
    expect(typesOf(practice)).toContain("m5.xlarge");
    await runTo(practice, 0, "up --yes --trace trace.jsonl", SLOWLY);
    expect(changingCallsOf(practice, "trace.jsonl")).toContain("StartInstanceRefresh");
    expect(typesOf(practice)).not.toContain("m5.xlarge");
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });

  it("is refused where it would run an image that is not there", async () => {
    const practice = new Practice(running);
    writeScale(practice, "", 'deploy: { imageTag: "v2" }');
    const run = await runTo(practice, 78, "up --yes --trace trace.jsonl", SLOWLY);
    expect(flat(run.stderr)).toContain("the repository flashsale-app");
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual([]);
    practice.remove();
  });
});

describe("what goes wrong with instances", () => {
  it("ends the wait at once when the account may not run more", async () => {
    const practice = new Practice(empty);
    await runTo(practice, 0, "deploy build .", SLOWLY);
    editAccount(practice, ({ offers }) => {
      const { quotas } = offers.EC2 as { quotas: object };
      offers.EC2 = { ...offers.EC2, quotas: { ...quotas, vcpus: 8 } };
    });
    const run = await runTo(practice, 1, "up --yes --skip-preflight", SLOWLY);
    expect(flat(run.stderr)).toContain("current vCPU limit of 8");
    expect(flat(run.stderr)).toContain("InstancesRefused");
    expect(membersOf(practice)).toHaveLength(2);
    practice.remove();
  });

  it("says why nothing is healthy after a quarter of an hour, and carries on once it is mended", async () => {
    const practice = new Practice(empty);
    await runTo(practice, 0, "deploy build .", SLOWLY);
    // A role that may not do anything is one of many reasons: here the instances lose it.
    const lose = (dropsProfiles: boolean): void =>
      editAccount(practice, ({ offers }) => {
        offers.EC2 = { ...offers.EC2, dropsProfiles };
      });
    lose(true);
    const run = await runTo(practice, 1, "up --yes", SLOWLY);
    expect(flat(run.stderr)).toContain("NoHealthyTarget");
    expect(flat(run.stderr)).toContain("replacing them is suspended until one is healthy");
    expect(Object.keys(groupOf(practice).suspended as object)).toEqual(["ReplaceUnhealthy"]);
    const ids = membersOf(practice).map(({ id }) => id);

    lose(false);
    writeScale(practice, "", "deploy: { instanceType: m5.large }");
    expect((await changesOf(practice)).join("; ")).toMatch(/scale\.group update .*replacesUnhealthy/);
    await runTo(practice, 0, "up --yes", SLOWLY);
    expect(groupOf(practice).suspended).toEqual({});
    expect(membersOf(practice).filter(({ id }) => ids.includes(id))).toEqual([]);
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });
});

describe("the load balancer", () => {
  it("serves on port 443 once it has a certificate, and leads there from port 80", async () => {
    const practice = new Practice(running);
    writeScale(practice, `certificateArn: "${CERTIFICATE}"`);
    expect(await changesOf(practice)).toEqual([
      "scale.listener.https create",
      "scale.rule.https.health create",
      "scale.rule.https.actuator create",
      "scale.rule.https.application create",
      "scale.listener.http update action",
      "scale.rule.health update action",
      "scale.rule.actuator update action",
    ]);
    await runTo(practice, 0, "up --yes", SLOWLY);
    await expectSettled(practice, SLOWLY);
    const listeners = rowsOf(readAccount(practice), "ElasticLoadBalancingV2/listener");
    expect(listeners.map(({ port }) => port).sort()).toEqual([443, 80]);
    practice.remove();
  });

  it("moves to another target group when its port changes outside, instances included", async () => {
    const practice = new Practice(running);
    editAccount(practice, (account) => {
      rowOf(account, "ElasticLoadBalancingV2/target-group").port = 9090;
    });
    await runTo(practice, 0, "up --yes", SLOWLY);
    await expectSettled(practice, SLOWLY);
    const targets = rowsOf(readAccount(practice), "ElasticLoadBalancingV2/target-group");
    expect(targets.map(({ name, port }) => `${name} ${port}`)).toEqual(["flashsale-app-2 8080"]);
    practice.remove();
  });
});

describe("scale app", () => {
  it("sets the sizes in the settings and in the group, and nothing else", async () => {
    const practice = new Practice(running);
    await runTo(practice, 0, "scale app --min 4 --max 30 --desired 6 --yes --trace trace.jsonl", SLOWLY);
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual(["UpdateAutoScalingGroup"]);
    expect(groupOf(practice)).toMatchObject({ min: 4, max: 30, desired: 6 });
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });

  it("refuses sizes that do not go together before any call", async () => {
    const practice = new Practice(running);
    const run = await runTo(practice, 64, "scale app --desired 50 --yes", SLOWLY);
    expect(flat(run.stderr)).toContain("a whole number from min 3 to max 20");
    expect(groupOf(practice).desired).toBe(5);
    practice.remove();
  });
});

describe("destroy", () => {
  it("takes the group before listener and load balancer, and leaves nothing", async () => {
    const practice = new Practice(running);
    await runTo(practice, 0, "destroy --yes --delete-data --trace trace.jsonl", SLOWLY);
    const calls = changingCallsOf(practice, "trace.jsonl");
    const order = ["DeletePolicy", "DeleteAutoScalingGroup", "DeleteListener", "DeleteLoadBalancer"];
    const places = order.map((operation) => calls.indexOf(operation));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(ofScale(await listAccount(practice))).toEqual([]);
    practice.remove();
  });

  it("of the section alone leaves the network, and switches it off", async () => {
    const practice = new Practice(running);
    await runTo(practice, 0, "destroy scale --yes --delete-data", SLOWLY);
    const listed = await listAccount(practice);
    expect(ofScale(listed)).toEqual([]);
    expect(listed.some(({ type }) => type === "launch-template")).toBe(true);
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });
});
