import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import { waiting } from "./scale.ts";
import { editAccount, expectSettled, rowsOf, runTo } from "./stack.ts";

/** Nothing is to be seen on its way here. */
const FAST = { speed: "max" };

let base: Practice;
beforeAll(async () => {
  base = await waiting();
});
afterAll(() => base.remove());

/** What somebody deletes, and what AWS takes along with it: no instance runs here, so that all interfaces are of these. */
const DELETED: readonly (readonly string[])[] = [
  ["AutoScaling/group", "AutoScaling/scaling-policy"],
  [
    "ElasticLoadBalancingV2/load-balancer",
    "ElasticLoadBalancingV2/listener",
    "ElasticLoadBalancingV2/listener-rule",
    "EC2/network-interface",
  ],
  ["ElasticLoadBalancingV2/listener", "ElasticLoadBalancingV2/listener-rule"],
  ["ElasticLoadBalancingV2/listener-rule"],
  ["AutoScaling/scaling-policy"],
  ["EC2/launch-template"],
  ["EC2/vpc-endpoint"],
  ["EC2/nat-gateway", "EC2/network-interface"],
  ["EC2/security-group-rule"],
  ["IAM/policy"],
];

describe.each(DELETED)("what somebody deleted by hand, %s,", (...tables) => {
  it("stops no command, is made again by the next run, and keeps nothing from being taken down", async () => {
    const practice = new Practice(base);
    editAccount(practice, (account) => {
      for (const name of tables) {
        const key = Object.keys(account.tables).find((one) => one === name || one.endsWith(`/${name}`)) ?? "";
        expect(rowsOf(account, name)).not.toEqual([]);
        delete account.tables[key];
      }
    });
    const gone = new Practice(practice);
    await runTo(practice, 0, "status", FAST);
    await runTo(practice, 0, "plan", FAST);
    await runTo(practice, 0, "up --yes", FAST);
    await expectSettled(practice, FAST);
    await runTo(gone, 0, "destroy --yes --delete-data", FAST);
    practice.remove();
    gone.remove();
  });
});
