import { CreateSubnetCommand, type EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateDBInstanceCommand,
  type CreateDBInstanceCommandInput,
  CreateDBSubnetGroupCommand,
  type DBInstance,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  type ModifyDBInstanceCommandInput,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { makeGroup, makeVpc } from "../ec2/network.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with an RDS client. */
export interface RdsPractice extends Practice {
  readonly rds: RDSClient;
  /** Reads an instance. */
  look(id?: string): Promise<DBInstance>;
}

/** Opens a sandbox for a test of RDS. */
export function practiseRds(options: Partial<SandboxOptions> = {}): RdsPractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const rds = new RDSClient({ region, credentials, maxAttempts: 1 });
  rds.middlewareStack.use(practice.sandbox.plugin());
  const look = async (DBInstanceIdentifier = "flashsale-db"): Promise<DBInstance> => {
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return DBInstances?.[0] ?? {};
  };
  return { ...practice, rds, look };
}

/** Makes a subnet in a zone. */
export async function makeZoneSubnet(ec2: EC2Client, VpcId: string, index: number): Promise<string> {
  const AvailabilityZone = `us-east-1${"abcdef"[index]}`;
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone }),
  );
  return Subnet?.SubnetId ?? "";
}

/** What a database stands on. */
export interface Ground {
  readonly VpcId: string;
  /** In us-east-1a, 1b and 1c. */
  readonly subnetIds: readonly string[];
  readonly groupId: string;
}

/** Makes VPC, subnets in three zones, security group and DB subnet group. */
export async function makeGround({ ec2, rds }: RdsPractice): Promise<Ground> {
  const VpcId = await makeVpc(ec2);
  const subnetIds = [
    await makeZoneSubnet(ec2, VpcId, 0),
    await makeZoneSubnet(ec2, VpcId, 1),
    await makeZoneSubnet(ec2, VpcId, 2),
  ];
  const groupId = await makeGroup(ec2, VpcId, "flashsale-db-sg");
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: "flashsale-db-subnet",
      DBSubnetGroupDescription: "Flash sale",
      SubnetIds: [...subnetIds],
    }),
  );
  return { VpcId, subnetIds, groupId };
}

/** The guide's database. */
const GUIDE: CreateDBInstanceCommandInput = {
  DBInstanceIdentifier: "flashsale-db",
  DBInstanceClass: "db.r5.xlarge",
  Engine: "postgres",
  EngineVersion: "15.15",
  MasterUsername: "flashsale",
  MasterUserPassword: "a-Long_enough1",
  DBName: "flashsale",
  AllocatedStorage: 100,
  StorageType: "gp3",
  StorageEncrypted: true,
  MultiAZ: true,
  BackupRetentionPeriod: 7,
  DBSubnetGroupName: "flashsale-db-subnet",
};

/** Makes a database and gives what RDS answered. */
export async function makeDatabase(
  { rds }: RdsPractice,
  { groupId }: Pick<Ground, "groupId">,
  changes: Partial<CreateDBInstanceCommandInput> = {},
): Promise<DBInstance> {
  const input = { ...GUIDE, VpcSecurityGroupIds: [groupId], ...changes };
  return (await rds.send(new CreateDBInstanceCommand(input))).DBInstance ?? {};
}

/** Seconds after which the guide's database has settled. */
const SETTLED = 1000;

/** Makes a database and waits until it has settled. */
export async function makeStanding(
  practice: RdsPractice,
  changes: Partial<CreateDBInstanceCommandInput> = {},
): Promise<Ground> {
  const ground = await makeGround(practice);
  await makeDatabase(practice, ground, changes);
  practice.pass(SETTLED);
  return ground;
}

/** Modifies the guide's database, at once unless told otherwise, and gives what RDS answered. */
export async function modify(
  { rds }: RdsPractice,
  changes: Partial<ModifyDBInstanceCommandInput>,
): Promise<Record<string, unknown>> {
  const input = { DBInstanceIdentifier: "flashsale-db", ApplyImmediately: true, ...changes };
  return { ...(await rds.send(new ModifyDBInstanceCommand(input))).DBInstance };
}
