import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  type Instance,
  type RequestLaunchTemplateData,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { toImageId } from "../../../src/sandbox/ec2/image.ts";
import { ec2Offers } from "../../../src/sandbox/ec2/offers.ts";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";
import { makeGroup, makeSubnet, makeVpc } from "./network.ts";

const [forIntel, forArm] = ec2Offers.defaults().images.map(({ name }) => toImageId("us-east-1", name));

/** The newest images of us-east-1, by processor. */
export const IMAGES = { x86_64: forIntel ?? "", arm64: forArm ?? "" };

/** What instances stand on. */
export interface Ground {
  readonly VpcId: string;
  readonly SubnetId: string;
  readonly groupId: string;
}

/** A sandbox in which instances can be launched. */
export interface MachinePractice extends Practice {
  readonly ground: Ground;
  /** Launches one instance, of the defaults with `more` over them. */
  launch(more?: Partial<RunInstancesCommandInput>): Promise<Instance>;
  /** Reads an instance; `undefined` once nothing shows it. */
  look(id: string | undefined): Promise<Instance | undefined>;
  end(id: string | undefined): Promise<void>;
}

/** Opens a sandbox with a subnet, a group, and the profile `app` with a role in it. */
export async function practiseMachines(options: Partial<SandboxOptions> = {}): Promise<MachinePractice> {
  const practice = practise(options);
  // What others may not do here was done before.
  const admin = practise({ file: practice.file, now: () => Date.UTC(2026, 10, 22) });
  const VpcId = await makeVpc(admin.ec2);
  const ground = {
    VpcId,
    SubnetId: await makeSubnet(admin.ec2, VpcId),
    groupId: await makeGroup(admin.ec2, VpcId, "app"),
  };
  await makeProfile(admin);
  return { ...practice, ground, ...verbsOf(practice, ground) };
}

function verbsOf({ ec2 }: Practice, ground: Ground): Pick<MachinePractice, "launch" | "look" | "end"> {
  const base = {
    MinCount: 1,
    MaxCount: 1,
    ImageId: IMAGES.x86_64,
    InstanceType: "m5.xlarge" as const,
    SubnetId: ground.SubnetId,
    SecurityGroupIds: [ground.groupId],
    IamInstanceProfile: { Name: "app" },
  };
  return {
    launch: async (more = {}) => {
      const { Instances } = await ec2.send(new RunInstancesCommand({ ...base, ...more }));
      return Instances?.[0] ?? {};
    },
    look: async (id) => {
      const filters = [{ Name: "instance-id", Values: [id ?? ""] }];
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters: filters }));
      return Reservations?.[0]?.Instances?.[0];
    },
    end: async (id) => {
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id ?? ""] }));
    },
  };
}

async function makeProfile({ sandbox }: Practice): Promise<void> {
  const { region, credentials } = sandbox;
  const iam = new IAMClient({ region, credentials, maxAttempts: 1 });
  iam.middlewareStack.use(sandbox.plugin());
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: "app", AssumeRolePolicyDocument }));
  for (const InstanceProfileName of ["app", "empty"])
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "app", RoleName: "app" }));
}

/** Makes a launch template and gives its id. */
export async function makeTemplate(
  { ec2 }: Practice,
  LaunchTemplateData: RequestLaunchTemplateData = { InstanceType: "m5.large", ImageId: IMAGES.x86_64 },
  LaunchTemplateName = "flashsale-app",
): Promise<string> {
  const command = new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData });
  return (await ec2.send(command)).LaunchTemplate?.LaunchTemplateId ?? "";
}

/** Text as EC2 takes user data. */
export const toBase64 = (text: string): string => Buffer.from(text).toString("base64");
