import { SetSecurityGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import { makeBalancer, makeGround, practiseBalancing } from "./balancing.ts";

const allBut = (denied: string) =>
  parsePolicy(
    JSON.stringify({
      Statement: [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: denied, Resource: "*" },
      ],
    }),
  );

describe("what Elastic Load Balancing asks EC2 in its caller's name", () => {
  it.each(["ec2:DescribeAccountAttributes", "ec2:GetSecurityGroupsForVpc"])(
    "is refused to a load balancer's maker without %s",
    async (action) => {
      const practice = practiseBalancing({ policy: allBut(action) });
      const ground = await makeGround(practice);
      const refusal = await refusalOf(makeBalancer(practice, ground));
      expect(refusal).toMatchObject({ name: "AccessDenied", message: expect.stringContaining(action) });
    },
  );

  it("is asked about the VPC of the groups when they change", async () => {
    const practice = practiseBalancing();
    const ground = await makeGround(practice);
    const LoadBalancerArn = await makeBalancer(practice, ground);
    const policy = allBut("ec2:GetSecurityGroupsForVpc");
    const again = practiseBalancing({ policy, file: practice.file });
    const call = new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [ground.groupId] });
    expect((await refusalOf(again.elb.send(call))).message).toContain(`vpc/${ground.VpcId}`);
  });
});
