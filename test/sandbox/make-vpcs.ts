import { CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { parseFaults } from "../../src/sandbox/faults.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";

// Makes VPCs in an account until it is told to stop or dies: `make-vpcs FILE TIMES FAULTS`.
const [, , file = "", times = "1", faults = "{}"] = process.argv;

async function main(): Promise<void> {
  const sandbox = createSandbox({ file, region: "us-east-1", speed: 100_000, faults: parseFaults(faults) });
  const ec2 = new EC2Client({ region: sandbox.region, credentials: sandbox.credentials, maxAttempts: 1 });
  ec2.middlewareStack.use(sandbox.plugin());
  for (let count = 0; count < Number(times); count++) {
    await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    process.stdout.write("made ");
  }
}

void main();
