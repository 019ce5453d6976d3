import { describe, expect, it } from "vitest";
import { changingCallsOf, editAccount, flat, planOf, prepared, runTo } from "./stack.ts";

describe("a quota that the plan exceeds", () => {
  it("stops plan and up before the first create, and --skip-preflight leaves the refusal to AWS", async () => {
    const practice = prepared();
    await runTo(practice, 0, "plan");
    await runTo(practice, 0, "network --yes");
    await runTo(practice, 0, "destroy --yes");
    editAccount(practice, ({ offers }) => {
      const { quotas } = offers.EC2 as { quotas: object };
      offers.EC2 = { ...offers.EC2, quotas: { ...quotas, elasticIps: 0 } };
    });

    const plan = await planOf(practice);
    expect(plan.problems.map(({ code, address }) => [code, address])).toEqual([
      ["QuotaTooLow", "network.elastic-ip-1"],
    ]);
    const stopped = await runTo(practice, 1, "up --yes --trace stopped.jsonl");
    expect(flat(stopped.stderr)).toContain("0 of the account's 0 are taken");
    expect(changingCallsOf(practice, "stopped.jsonl")).toEqual([]);

    const refused = await runTo(practice, 1, "network --yes --skip-preflight");
    expect(flat(refused.stderr)).toContain("AddressLimitExceeded");
    practice.remove();
  });
});
