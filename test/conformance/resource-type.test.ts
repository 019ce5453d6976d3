import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OURS } from "../../src/engine/ownership.ts";
import type { Props } from "../../src/engine/resource.ts";
import { AlreadyExists } from "../../src/errors.ts";
import { priceOf } from "../../src/prices/index.ts";
import { resourceTypes } from "../../src/resources/index.ts";
import { BLOCKERS, BLOCKERS_OF_VPC } from "./blockers.ts";
import { type Account, ADDRESS, changeTo, openAccount, watchOf } from "./ground.ts";
import { propRows, propsInPlace, rows } from "./rows.ts";
import { ownOf, type Sample } from "./sample.ts";
import { samples } from "./samples/index.ts";
import {
  changedProps,
  changeProp,
  changingSince,
  deletion,
  differing,
  lookUpWithoutState,
  stand,
} from "./standing.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Actions for what does not happen here; the comment says when it does. */
const NEEDED_IN_TROUBLE: Readonly<Record<string, readonly string[]>> = {
  // No instance gets healthy: its logs are shown.
  "auto-scaling/group": ["ssm:SendCommand", "ssm:GetCommandInvocation"],
  // The state does not know it, nor its parent: they are looked for together.
  "auto-scaling/scaling-policy": ["autoscaling:DescribeAutoScalingGroups"],
  "elastic-load-balancing-v2/listener": ["elasticloadbalancing:DescribeLoadBalancers"],
  "elastic-load-balancing-v2/listener-rule": [
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeListeners",
  ],
  // AWS does not delete what is in use: what uses it is named.
  "ec2/subnet": BLOCKERS,
  "ec2/internet-gateway-attachment": BLOCKERS,
  "ec2/elastic-ip": BLOCKERS,
  "ec2/security-group": [...BLOCKERS, "ec2:DescribeSecurityGroupRules"],
  "ec2/vpc": BLOCKERS_OF_VPC,
  "iam/role": ["iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListInstanceProfilesForRole"],
  // The same, and a sixth version: AWS keeps five.
  "iam/policy": ["iam:ListEntitiesForPolicy", "iam:DeletePolicyVersion"],
  // A stray rule of egress is removed; ours are of ingress.
  "ec2/security-group-rule": ["ec2:AuthorizeSecurityGroupEgress", "ec2:RevokeSecurityGroupEgress"],
  // EC2 dropped the profile at the launch.
  "ec2/instance": ["ec2:AssociateIamInstanceProfile"],
  // Parameters and replicas are taken back; the samples add some.
  "elasticache/cache-parameter-group": ["elasticache:ResetCacheParameterGroup"],
  "elasticache/replication-group": ["elasticache:DecreaseReplicaCount", "elasticache:DescribeEvents"],
  // AWS's reference has the first for a cluster, and does not say when; by the second a refused change of storage is explained.
  "kafka/cluster": ["ec2:CreateVpcEndpoint", "kafka:ListClusterOperationsV2"],
  // Its cluster is going; somebody else's overrides are told apart from what the brokers run by.
  "kafka/topic": ["kafka:DescribeClusterV2", "kafka:DescribeConfigurationRevision"],
  // The first of an account; and events are read of what failed.
  "rds/db-instance": ["iam:CreateServiceLinkedRole", "rds:DescribeEvents"],
  "rds/read-replica": ["rds:DescribeEvents"],
  // Something was put into it.
  "s3/bucket": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
};

/** The IAM actions that the calls of each type have needed. */
const needed = new Map<string, Set<string>>();

let account: Account;

beforeEach(() => {
  account = openAccount();
});

afterEach(() => account.close());

/** Notes what permissions the calls of this test needed. */
function note({ type }: Sample): void {
  const actions = account.calls().flatMap((call) => call.actions);
  needed.set(type.name, new Set([...(needed.get(type.name) ?? []), ...actions]));
}

describe("every resource type", () => {
  it("has a sample in test/conformance/samples/", () => {
    const sampled = new Set(samples.map(({ type }) => type.name));
    expect([...resourceTypes.keys()].filter((name) => !sampled.has(name))).toEqual([]);
  });

  it.each(rows())("%s is registered, and has the file of its name", (name, { type }) => {
    expect(resourceTypes.get(name)).toBe(type);
    expect(existsSync(resolve(ROOT, `src/resources/${name}.ts`))).toBe(true);
  });

  it.each(rows())("%s compares exactly the props that it has", async (_, sample) => {
    const props = await sample.props(account.ground);
    expect(Object.keys(sample.type.compare).sort()).toEqual(Object.keys(props).sort());
  });

  it.each(rows())("%s has a sample of a change of each prop that changes in place", async (_, sample) => {
    const props = await sample.props(account.ground);
    const changes = await sample.changes(account.ground, props);
    expect(Object.keys(changes).sort()).toEqual(propsInPlace(sample).sort());
  });

  it.each(rows(({ type }) => type.usage !== undefined))(
    "%s is billed in units that have a price in us-east-1",
    async (_, sample) => {
      const usages = sample.type.usage?.(await sample.props(account.ground)) ?? [];
      expect(usages.length).toBeGreaterThan(0);
      expect(priceOf(usages, "us-east-1").unknown).toEqual(sample.unpriced ?? []);
    },
  );
});

describe("what was never made", () => {
  it.each(rows())("is found as no %s, by id, by name or by tag", async (_, sample) => {
    const props = await sample.props(account.ground);
    expect(await sample.type.get(account.aws, sample.absentId)).toBeUndefined();
    expect(await lookUpWithoutState(account, sample, props)).toEqual({ found: "none" });
    note(sample);
  });

  it.each(rows())("is deleted as %s without complaint", async (_, { type, absentId }) => {
    expect(await type.delete(account.aws, absentId, deletion(account))).toEqual([]);
    await type.gone(account.aws, absentId, watchOf(account.aws));
  });
});

describe("a create", () => {
  it.each(rows())("of %s sends exactly one call that changes something", async (_, sample) => {
    await sample.type.create(account.aws, await sample.props(account.ground), "token-1");
    expect(changingSince(account, 0)).toHaveLength(1);
    note(sample);
  });

  it.each(rows())("makes a %s that is as asked once it is ready", async (_, sample) => {
    const { type, props, observed } = await stand(account, sample);
    expect(observed.condition).toBe("standing");
    expect(differing(type, props, observed)).toEqual([]);
    expect(observed.name).toBe(type.nameOf?.(props));
    expect((await type.isEmpty?.(account.aws, observed.id)) ?? true, "nothing was put into it").toBe(true);
    expect(type.stable.filter((key) => observed.attributes[key] === undefined)).toEqual([]);
    note(sample);
  });

  it.each(rows())("makes a %s that is found without the state, by reads alone", async (_, sample) => {
    const { props, observed } = await stand(account, sample);
    const calls = account.calls().length;
    const match = await lookUpWithoutState(account, sample, props);
    expect(match).toMatchObject({ found: "one", observed: { id: observed.id }, verdict: { whose: "ours" } });
    expect(changingSince(account, calls)).toEqual([]);
    note(sample);
  });

  it.each(rows(({ type }) => type.repeat === "name"))(
    "of a second %s of the same name is refused as AlreadyExists",
    async (_, sample) => {
      const { type, props } = await stand(account, sample);
      await expect(type.create(account.aws, props, "token-2")).rejects.toBeInstanceOf(AlreadyExists);
      note(sample);
    },
  );

  it.each(rows(({ type }) => type.repeat === "token"))(
    "of %s with the token of an earlier one answers that one",
    async (_, sample) => {
      const props = await sample.props(account.ground);
      const first = await sample.type.create(account.aws, props, "token-1");
      expect(await sample.type.create(account.aws, props, "token-1")).toEqual(first);
      note(sample);
    },
  );

  it.each(rows(({ type }) => type.repeat === "never"))(
    "of a second %s makes one that the look-up by tag finds, and the list of all too",
    async (_, sample) => {
      const { type, props, observed } = await stand(account, sample);
      const second = await type.create(account.aws, props, "token-1");
      const match = await lookUpWithoutState(account, sample, props);
      const both = [observed.id, second.id].sort();
      expect(match.found === "two" ? match.observed.map(({ id }) => id).sort() : match.found).toEqual(both);
      const all = (await type.listAll?.(account.aws)) ?? [];
      expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(both));
      note(sample);
    },
  );
});

describe("an update", () => {
  it.each(propRows())("of %s changes %s and nothing else", async (_, prop, sample) => {
    const standing = await stand(account, sample);
    const { type, props, observed } = standing;
    const { [prop]: to } = await sample.changes(account.ground, props);
    const seen = await changeProp(standing, changeTo<Props>(prop, to));
    expect(ownOf(sample, prop, differing(type, { ...props, [prop]: to }, seen))).toEqual([]);
    const isTold = type.compare[prop] !== "writeOnly" || prop in seen.props;
    expect(ownOf(sample, prop, changedProps(observed, seen))).toEqual(isTold ? [prop] : []);
    for (const key of type.stable) expect(seen.attributes[key], key).toEqual(observed.attributes[key]);
    note(sample);
  });

  it.each(rows(({ type }) => "tags" in type.compare))(
    "of %s sets tags, drops those that it is told to drop, and leaves all others",
    async (_, sample) => {
      const standing = await stand(account, sample);
      await changeProp(standing, changeTo<Props>("tags", { team: "sale", stage: "test", foreign: "stays" }));
      const seen = await changeProp(standing, changeTo<Props>("tags", { stage: "live" }, ["team"]));
      expect(seen.tags).toMatchObject({ [OURS.address]: ADDRESS, stage: "live", foreign: "stays" });
      expect(seen.tags).not.toHaveProperty("team");
      note(sample);
    },
  );
});

describe("a delete", () => {
  it.each(rows())("of %s may be repeated while it goes and once it is gone", async (_, sample) => {
    const { type, props, observed } = await stand(account, sample);
    const remove = () => type.delete(account.aws, observed.id, deletion(account));
    expect(await remove()).toEqual([]);
    expect(await remove()).toEqual([]);
    await type.gone(account.aws, observed.id, watchOf(account.aws));
    expect(await type.get(account.aws, observed.id)).toBeUndefined();
    expect(await lookUpWithoutState(account, sample, props)).toEqual({ found: "none" });
    expect(await remove()).toEqual([]);
    note(sample);
  });

  it.each(rows(({ type }) => type.snapshotName !== undefined))(
    "of %s leaves the final snapshot that it names, and tells no other",
    async (_, sample) => {
      const { type, observed } = await stand(account, sample);
      const name = type.snapshotName?.(observed.name ?? "", new Date(account.aws.clock.now())) ?? "";
      const remove = async (snapshot: string) =>
        (await type.delete(account.aws, observed.id, deletion(account, snapshot))).map(({ id }) => id);
      expect(await remove(name)).toEqual([name]);
      await type.gone(account.aws, observed.id, watchOf(account.aws));
      expect(await remove(name)).toEqual([name]);
      expect(await remove(`${name}-2`)).toEqual([]);
      note(sample);
    },
  );

  it.each(rows(({ type }) => type.restore !== undefined))(
    "of %s can be taken back within its window",
    async (_, sample) => {
      const { type, props, observed } = await stand(account, sample);
      const { aws } = account;
      const left = await type.delete(aws, observed.id, { ...deletion(account), force: false });
      expect(left).toEqual([{ type: type.name, id: observed.id, until: expect.any(String) as string }]);
      await type.gone(aws, observed.id, watchOf(aws));
      const leaving = await type.get(aws, observed.id);
      expect(leaving).toMatchObject({ condition: "leaving", restorableUntil: left[0]?.until });
      await type.restore?.(aws, observed.id);
      await type.ready(aws, observed.id, watchOf(aws));
      const back = await type.get(aws, observed.id);
      expect(back === undefined ? "absent" : differing(type, props, back)).toEqual([]);
      note(sample);
    },
  );
});

describe("the permissions that a type lists", () => {
  it.each(rows())("cover all that the calls of %s needed", (name, { type }) => {
    const actions = [...(needed.get(name) ?? [])];
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !type.iamActions.includes(action))).toEqual([]);
  });

  it.each(rows())("hold nothing that no call of %s ever needs", (name, { type }) => {
    const actions = new Set([...(needed.get(name) ?? []), ...(NEEDED_IN_TROUBLE[name] ?? [])]);
    expect(type.iamActions.filter((action) => !actions.has(action))).toEqual([]);
  });
});
