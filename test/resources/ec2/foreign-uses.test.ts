import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteVpcEndpointsCommand, DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAws } from "../../../src/aws/clients.ts";
import type { Aws } from "../../../src/aws/env.ts";
import { createClock } from "../../../src/cli/clock.ts";
import type { DeleteContext } from "../../../src/engine/resource.ts";
import type { PlanError } from "../../../src/errors.ts";
import { securityGroup } from "../../../src/resources/ec2/security-group.ts";
import { subnet } from "../../../src/resources/ec2/subnet.ts";
import { vpc } from "../../../src/resources/ec2/vpc.ts";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { type Place, plantForeign } from "../../sandbox/ec2/foreign.ts";
import { makeGroup, makeSubnet, makeVpc } from "../../sandbox/ec2/network.ts";

/** Twenty minutes of the account pass in six tenths of a second. */
const SPEED = 2000;

let folder: string;
let file: string;
let aws: Aws;
let place: Place & { readonly groupIds: readonly string[] };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "foreign-"));
  file = join(folder, "sandbox.json");
  const sandbox = createSandbox({ file, region: "us-east-1", speed: SPEED });
  aws = createAws({
    account: sandbox.accountId,
    partition: "aws",
    region: "us-east-1",
    clock: createClock(SPEED),
    credentials: sandbox.credentials,
    version: "0.0.0",
    isolated: true,
    plugins: [sandbox.plugin()],
  });
  const vpcId = await makeVpc(aws.safe.ec2);
  const subnetId = await makeSubnet(aws.safe.ec2, vpcId);
  place = { vpcId, subnetId, groupIds: [await makeGroup(aws.safe.ec2, vpcId, "ours")] };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = (): DeleteContext => ({
  clock: aws.clock,
  signal: new AbortController().signal,
  report: () => undefined,
  force: true,
});

/** How a delete ended, and after how many seconds of the account. */
async function endOf(remove: () => Promise<unknown>): Promise<{ error: PlanError; seconds: number }> {
  const begun = aws.clock.now();
  const error = await remove().then(
    () => {
      throw new Error("It was deleted.");
    },
    (caught: unknown) => caught as PlanError,
  );
  return { error, seconds: aws.clock.secondsSince(begun) };
}

const INTERFACES = [
  [
    "interface endpoint",
    /vpce-\S+ to com\.amazonaws\.us-east-1\.ssm/,
    /^aws ec2 delete-vpc-endpoints .* vpce-/,
  ],
  ["GuardDuty's endpoint", /Amazon GuardDuty put there/, /^aws ec2 delete-vpc-endpoints .* vpce-/],
  [
    "Lambda function",
    /until the Lambda function is deleted or leaves the VPC/,
    /^aws lambda list-functions .*vpc-/,
  ],
  [
    "EFS mount target",
    /mount target fsmt-0abc1234 of Amazon EFS/,
    /^aws efs delete-mount-target .* fsmt-0abc1234$/,
  ],
  ["managed interface of a newer kind", /until what it belongs to is deleted/, undefined],
] as const;

const deletes: Readonly<Record<string, () => Promise<unknown>>> = {
  subnet: () => subnet.delete(aws, place.subnetId, context()),
  "security group": () => securityGroup.delete(aws, place.groupIds[0] ?? "", context()),
  VPC: () => vpc.delete(aws, place.vpcId, context()),
};

describe.each(INTERFACES)("an interface of others, %s,", (name, told, fix) => {
  it.each(Object.keys(deletes))(
    "is named as what holds a %s, with what removes it, and is not waited for",
    async (noun) => {
      const ids = plantForeign(file, name, place);
      const { error, seconds } = await endOf(deletes[noun] ?? (() => Promise.resolve()));
      expect(error).toMatchObject({ code: "StillInUse" });
      expect(error.detail).toMatch(told);
      expect(error.detail).toContain(ids.at(-1));
      expect(error.detail).not.toContain("some minutes");
      if (fix !== undefined) expect(error.fix.join("\n")).toMatch(new RegExp(fix.source, "m"));
      expect(seconds).toBeLessThan(900);
    },
  );
});

describe("what else others have of a VPC", () => {
  it.each([
    ["peering connection", "aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id ID"],
    ["VPN gateway", "aws ec2 detach-vpn-gateway --vpn-gateway-id ID --vpc-id VPC"],
    [
      "egress-only internet gateway",
      "aws ec2 delete-egress-only-internet-gateway --egress-only-internet-gateway-id ID",
    ],
    ["internet gateway", "aws ec2 detach-internet-gateway --internet-gateway-id ID --vpc-id VPC"],
    ["network ACL", "aws ec2 delete-network-acl --network-acl-id ID"],
    ["route table", "aws ec2 delete-route-table --route-table-id ID"],
    ["security group", "aws ec2 delete-security-group --group-id ID"],
  ] as const)("holds it and is named, with the command that removes it: %s", async (name, command) => {
    const [id = ""] = plantForeign(file, name, place);
    const { error } = await endOf(deletes.VPC ?? (() => Promise.resolve()));
    expect(error.detail).toContain(id);
    expect(error.detail).not.toContain("some minutes");
    expect(error.fix).toContain(command.replace("ID", id).replace("VPC", place.vpcId));
  });

  it("keeps nothing any more once it is gone", async () => {
    const begun = deletes.subnet ?? (() => Promise.resolve());
    plantForeign(file, "interface endpoint", place);
    await endOf(begun);
    const { VpcEndpoints = [] } = await aws.safe.ec2.send(new DescribeVpcEndpointsCommand({}));
    const VpcEndpointIds = VpcEndpoints.flatMap(({ VpcEndpointId }) => VpcEndpointId ?? []);
    await aws.safe.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }));
    for (const remove of Object.values(deletes)) await remove();
    expect(await vpc.get(aws, place.vpcId)).toBeUndefined();
  });
});
