import {
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  type InstanceProfile,
  type Policy,
  type Role,
} from "@aws-sdk/client-iam";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with an IAM client. */
export interface IamPractice extends Practice {
  readonly iam: IAMClient;
}

/** Opens a sandbox for a test of IAM. */
export function practiseIam(options: Partial<SandboxOptions> = {}): IamPractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const iam = new IAMClient({ region, credentials, maxAttempts: 1 });
  iam.middlewareStack.use(practice.sandbox.plugin());
  return { ...practice, iam };
}

/** A trust policy. */
export const trusting = (Service = "ec2.amazonaws.com"): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" },
  });

/** A permissions policy of one statement. */
export const document = (statement: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "cloudwatch:ListMetrics", Resource: "*", ...statement }],
  });

/** Makes a role. */
export async function makeRole({ iam }: IamPractice, RoleName = "AppRole"): Promise<Role> {
  const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting() });
  return (await iam.send(command)).Role as Role;
}

/** Makes a managed policy. */
export async function makePolicy({ iam }: IamPractice, PolicyName = "AppPolicy"): Promise<Policy> {
  const command = new CreatePolicyCommand({ PolicyName, PolicyDocument: document() });
  return (await iam.send(command)).Policy as Policy;
}

/** Makes an instance profile. */
export async function makeProfile(
  { iam }: IamPractice,
  InstanceProfileName = "AppProfile",
): Promise<InstanceProfile> {
  const command = new CreateInstanceProfileCommand({ InstanceProfileName });
  return (await iam.send(command)).InstanceProfile as InstanceProfile;
}
