import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { Interrupted } from "../../../src/errors.ts";
import { type Blocker, removeUnused } from "../../../src/resources/ec2/blockers.ts";
import { findInterfaces } from "../../../src/resources/ec2/interface-uses.ts";
import { findUsesOfGroup } from "../../../src/resources/ec2/network-uses.ts";
import { createWatch } from "../../aws/clocks.ts";
import { type Bench, createBench, refusal, sentBy } from "./bench.ts";

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});

const LEAVING: Blocker = { id: "eni-1", text: "network interface eni-1, for a while", leavesByItself: true };
const STAYING: Blocker = {
  id: "eni-2",
  text: "network interface eni-2, for ever",
  leavesByItself: false,
  fix: "rm eni-2",
};

const remove = (blockers: readonly Blocker[], watch = bench.watch) =>
  removeUnused(
    {
      what: "subnet subnet-1",
      call: () => Promise.reject(refusal("DependencyViolation")),
      findBlockers: () => Promise.resolve(blockers),
      budgetSeconds: 1200,
    },
    watch,
  );

describe("a delete that something stands in the way of", () => {
  it("names every blocker and advises to come back when all leave by themselves", async () => {
    await expect(remove([LEAVING])).rejects.toMatchObject({
      code: "StillInUse",
      summary: "Something still uses it",
      detail:
        "The subnet subnet-1 cannot be deleted yet. It is used by: network interface eni-1, for a while. Run the same command again in some minutes.",
      fix: [],
    });
  });

  it("does not wait to the end of its budget for what stays, and tells the command that removes it", async () => {
    const begun = bench.clock.now();
    await expect(remove([LEAVING, STAYING])).rejects.toMatchObject({ code: "StillInUse", fix: ["rm eni-2"] });
    expect(bench.clock.secondsSince(begun)).toBeLessThan(240);
  });

  it("reports the first blocker and how many more there are", async () => {
    await remove([LEAVING, STAYING]).catch(() => undefined);
    expect(bench.watch.statuses[0]).toBe("still used by eni-1 and 1 more");
  });

  it("says so when AWS shows no blocker", async () => {
    await expect(remove([])).rejects.toMatchObject({
      detail: expect.stringMatching(/AWS does not tell by what\. .*it does not go by itself/) as string,
    });
  });

  it("goes on without an explanation where the caller may not read interfaces", async () => {
    let attempts = 0;
    const call = () =>
      attempts++ === 0 ? Promise.reject(refusal("DependencyViolation")) : Promise.resolve(undefined);
    const findBlockers = () => Promise.reject(refusal("UnauthorizedOperation"));
    await removeUnused({ what: "x", call, findBlockers, budgetSeconds: 60 }, bench.watch);
    expect(bench.watch.statuses).toEqual(["still in use"]);
  });

  it("ends at once on any other refusal", async () => {
    const call = () => Promise.reject(refusal("UnauthorizedOperation"));
    const findBlockers = () => Promise.resolve([]);
    const removal = removeUnused({ what: "x", call, findBlockers, budgetSeconds: 60 }, bench.watch);
    await expect(removal).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    expect(bench.clock.sleeps).toEqual([]);
  });

  it("ends as interrupted when the run is stopped", async () => {
    const watch = createWatch(bench.clock, AbortSignal.abort());
    await expect(remove([LEAVING], watch)).rejects.toBeInstanceOf(Interrupted);
  });
});

describe("network interfaces as blockers", () => {
  const seen = async (found: object): Promise<Blocker | undefined> => {
    bench.safe.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [found] });
    const [blocker] = await findInterfaces(bench.aws, [{ Name: "subnet-id", Values: ["subnet-1"] }]);
    return blocker;
  };

  it("leave by themselves when a service made them", async () => {
    const found = {
      NetworkInterfaceId: "eni-1",
      Description: "ELB app/flashsale/50dc",
      InterfaceType: "interface",
      RequesterId: "amazon-elb",
      RequesterManaged: true,
    };
    expect(await seen(found)).toEqual({
      id: "eni-1",
      text: 'network interface eni-1 ("ELB app/flashsale/50dc", interface, made by amazon-elb), which AWS removes some minutes after what it belongs to is gone',
      leavesByItself: true,
    });
  });

  it("stay with the instance that wears them", async () => {
    expect(await seen({ NetworkInterfaceId: "eni-1", Attachment: { InstanceId: "i-1" } })).toEqual({
      id: "eni-1",
      text: 'network interface eni-1 ("", interface), until i-1 is terminated',
      leavesByItself: false,
    });
  });

  it("stay when nobody wears them, and can be deleted by a command", async () => {
    expect(await seen({ NetworkInterfaceId: "eni-1", Description: "mine" })).toMatchObject({
      leavesByItself: false,
      fix: "aws ec2 delete-network-interface --network-interface-id eni-1",
    });
  });

  it("stay when they belong to a CloudShell, though AWS manages them", async () => {
    const TagSet = [{ Key: "ManagedByCloudShell", Value: "" }];
    expect(await seen({ NetworkInterfaceId: "eni-1", RequesterManaged: true, TagSet })).toMatchObject({
      leavesByItself: false,
    });
  });
});

describe("what keeps a security group", () => {
  it("is interfaces that wear it and rules of other groups, in either direction, but not its own", async () => {
    const by = (Name: string) => ({ Filters: [{ Name, Values: ["sg-1"] }] });
    bench.safe
      .on(DescribeNetworkInterfacesCommand, by("group-id"))
      .resolves({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", RequesterManaged: true }] })
      .on(DescribeSecurityGroupsCommand, by("ip-permission.group-id"))
      .resolves({
        SecurityGroups: [
          { GroupId: "sg-1", GroupName: "self" },
          { GroupId: "sg-2", GroupName: "db" },
        ],
      })
      .on(DescribeSecurityGroupsCommand, by("egress.ip-permission.group-id"))
      .resolves({ SecurityGroups: [{ GroupId: "sg-2", GroupName: "db" }] })
      .on(DescribeSecurityGroupRulesCommand, { Filters: [{ Name: "group-id", Values: ["sg-2"] }] })
      .resolves({
        SecurityGroupRules: [
          { SecurityGroupRuleId: "sgr-1", ReferencedGroupInfo: { GroupId: "sg-1" }, IsEgress: false },
          { SecurityGroupRuleId: "sgr-2", ReferencedGroupInfo: { GroupId: "sg-1" }, IsEgress: true },
          { SecurityGroupRuleId: "sgr-3", ReferencedGroupInfo: { GroupId: "sg-9" }, IsEgress: false },
        ],
      });
    const blockers = await findUsesOfGroup(bench.aws, "sg-1");
    expect(blockers.map(({ id }) => id)).toEqual(["eni-1", "sg-2"]);
    expect(blockers[1]?.text).toBe('security group sg-2 ("db"), until its rules no longer name sg-1');
    expect(blockers[1]?.fix).toBe(
      "aws ec2 revoke-security-group-ingress --group-id sg-2 --security-group-rule-ids sgr-1 && aws ec2 revoke-security-group-egress --group-id sg-2 --security-group-rule-ids sgr-2",
    );
    expect(sentBy(bench.safe)).toHaveLength(4);
  });
});
