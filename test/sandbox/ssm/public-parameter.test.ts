import {
  DescribeInstanceInformationCommand,
  GetParameterCommand,
  GetParametersCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { IMAGES, practiseMachines } from "../ec2/machines.ts";
import { makeVpc } from "../ec2/network.ts";
import { editAccount, type Practice, practise, refusalOf } from "../harness.ts";

function toSsm({ sandbox }: Practice): SSMClient {
  const { region, credentials } = sandbox;
  const ssm = new SSMClient({ region, credentials, maxAttempts: 1 });
  ssm.middlewareStack.use(sandbox.plugin());
  return ssm;
}

const nameFor = (processor: string): string =>
  `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${processor}`;

describe("the public parameters in the sandbox", () => {
  it("name the newest image of each processor", async () => {
    const practice = practise();
    const ssm = toSsm(practice);
    const find = async (processor: string) =>
      (await ssm.send(new GetParameterCommand({ Name: nameFor(processor) }))).Parameter?.Value;
    expect([await find("x86_64"), await find("arm64")]).toEqual([IMAGES.x86_64, IMAGES.arm64]);
    await makeVpc(practice.ec2);
    editAccount(practice.file, (document) => {
      const newer = {
        name: "newer",
        architecture: "x86_64",
        createdAt: "2026-12-01T00:00:00.000Z",
        description: "",
      };
      const images = [newer, ...((document.offers.EC2?.images as object[] | undefined) ?? [])];
      document.offers.EC2 = { ...document.offers.EC2, images: images as never };
    });
    expect(await find("x86_64")).not.toBe(IMAGES.x86_64);
    expect(await find("arm64")).toBe(IMAGES.arm64);
  });

  it("are all that there are", async () => {
    const ssm = toSsm(practise());
    const missing = ssm.send(new GetParameterCommand({ Name: nameFor("riscv") }));
    expect(await refusalOf(missing)).toMatchObject({ name: "ParameterNotFound" });
    const { Parameters, InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: [nameFor("arm64"), "/mine"] }),
    );
    expect([Parameters?.length, InvalidParameters]).toEqual([1, ["/mine"]]);
  });
});

describe("the instances that Systems Manager knows in the sandbox", () => {
  it("are those that run, some minutes after their launch, with a role", async () => {
    const practice = await practiseMachines();
    const ssm = toSsm(practice);
    const { InstanceId } = await practice.launch();
    await practice.launch({ IamInstanceProfile: undefined });
    const list = async () =>
      (await ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList ?? [];
    expect(await list()).toEqual([]);
    practice.pass(200);
    expect(await list()).toMatchObject([{ InstanceId, PingStatus: "Online", PlatformName: "Amazon Linux" }]);
    await practice.end(InstanceId);
    expect(await list()).toEqual([]);
  });
});
