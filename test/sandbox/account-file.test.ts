import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CreateSecurityGroupCommand, CreateVpcCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it, vi } from "vitest";
import { editAccount, practise, refusalOf } from "./harness.ts";

const makeVpc = new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });
const describeVpcs = new DescribeVpcsCommand({});

describe("the account of a sandbox", () => {
  it("is one file that only its owner can read, and nothing else is left beside it", async () => {
    const { ec2, file } = practise();
    expect(existsSync(file)).toBe(false);
    await ec2.send(makeVpc);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(["sandbox.json"]);
  });

  it("is shared by everyone who opens it", async () => {
    const mine = practise();
    const yours = mine.reopen();
    await mine.ec2.send(makeVpc);
    expect((await yours.ec2.send(describeVpcs)).Vpcs).toHaveLength(1);
    await yours.ec2.send(makeVpc);
    expect((await mine.ec2.send(describeVpcs)).Vpcs).toHaveLength(2);
  });

  it("is not changed by a call that is refused", async () => {
    const { ec2, file } = practise();
    await ec2.send(makeVpc);
    const before = readFileSync(file, "utf8");
    await refusalOf(ec2.send(new CreateVpcCommand({ CidrBlock: "nonsense" })));
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("holds what AWS offers, and what a test writes there counts", async () => {
    const { ec2, file } = practise();
    await ec2.send(makeVpc);
    editAccount(file, ({ offers }) => {
      offers.EC2 = { ...offers.EC2, quotas: { vpcs: 1 } };
    });
    expect((await refusalOf(ec2.send(makeVpc))).name).toBe("VpcLimitExceeded");
  });

  it("is refused by name when it is damaged, never taken for an empty one", async () => {
    const { ec2, file } = practise();
    await ec2.send(makeVpc);
    writeFileSync(file, '{"version":1,"tab');
    expect((await refusalOf(ec2.send(describeVpcs))).message).toContain(`${file} is not JSON`);
  });

  it("is refused by name when somebody gave a record a name that is no text", async () => {
    const { ec2, file, sandbox } = practise();
    const { Vpc } = await ec2.send(makeVpc);
    const group = { GroupName: "app", Description: "app", VpcId: Vpc?.VpcId };
    await ec2.send(new CreateSecurityGroupCommand(group));
    editAccount(file, ({ tables }) => {
      for (const row of Object.values(tables["us-east-1/EC2/security-group"] ?? {}))
        Object.assign(row as object, { name: ["app"] });
    });
    expect(() => sandbox.list()).toThrow(
      "the security-group of EC2 has a name, an id or tags that are not text",
    );
  });

  it("keeps the regions apart", async () => {
    const east = practise();
    await east.ec2.send(makeVpc);
    const west = east.reopen({ region: "us-west-2" });
    expect((await west.ec2.send(describeVpcs)).Vpcs).toEqual([]);
    expect(west.sandbox.list()).toEqual([]);
  });

  it("is forgotten by reset", async () => {
    const { ec2, sandbox, file } = practise();
    await ec2.send(makeVpc);
    sandbox.reset();
    expect(readdirSync(dirname(file))).toEqual([]);
    expect(sandbox.list()).toEqual([]);
  });

  it("answers while a test's timers stand still", async () => {
    vi.useFakeTimers();
    try {
      const { ec2 } = practise();
      await ec2.send(makeVpc);
      expect((await ec2.send(describeVpcs)).Vpcs).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("lives on from where it was when the clock of the machine is set back", async () => {
    const { ec2, file, reopen } = practise({ now: () => Date.UTC(2026, 10, 22) });
    await ec2.send(makeVpc);
    const yesterday = { instant: Date.UTC(2026, 10, 21) };
    const back = reopen({ now: () => yesterday.instant });
    const aged = (): number => {
      back.sandbox.list();
      return back.sandbox.clock.secondsSince(Date.UTC(2026, 10, 22));
    };
    expect(aged()).toBe(0);
    yesterday.instant += 2000;
    expect(aged()).toBe(2 * back.sandbox.clock.speed);
    expect(existsSync(file)).toBe(true);
  });
});
