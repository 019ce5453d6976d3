import { elasticIp } from "../../../src/resources/ec2/elastic-ip.ts";
import { instance } from "../../../src/resources/ec2/instance.ts";
import { internetGateway } from "../../../src/resources/ec2/internet-gateway.ts";
import { internetGatewayAttachment } from "../../../src/resources/ec2/internet-gateway-attachment.ts";
import { launchTemplate } from "../../../src/resources/ec2/launch-template.ts";
import { natGateway } from "../../../src/resources/ec2/nat-gateway.ts";
import { route } from "../../../src/resources/ec2/route.ts";
import { routeTable } from "../../../src/resources/ec2/route-table.ts";
import { routeTableAssociation } from "../../../src/resources/ec2/route-table-association.ts";
import { securityGroup } from "../../../src/resources/ec2/security-group.ts";
import { securityGroupRule } from "../../../src/resources/ec2/security-group-rule.ts";
import { subnet } from "../../../src/resources/ec2/subnet.ts";
import { vpc } from "../../../src/resources/ec2/vpc.ts";
import { vpcEndpoint } from "../../../src/resources/ec2/vpc-endpoint.ts";
import { iamInstanceProfile } from "../../../src/resources/iam/instance-profile.ts";
import { iamInstanceProfileRole } from "../../../src/resources/iam/instance-profile-role.ts";
import { iamRole } from "../../../src/resources/iam/role.ts";
import { toImageId } from "../../../src/sandbox/ec2/image.ts";
import { ec2Offers } from "../../../src/sandbox/ec2/offers.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

const ABSENT = "0123456789abcdef0";
const ANYWHERE = "0.0.0.0/0";

const nothing = () => Promise.resolve({});

/** Makes the VPC 10.0.0.0/16 and answers its id. */
export async function makeVpc(ground: Ground): Promise<string> {
  return (await ground.make(vpc, "ground.vpc", { cidr: "10.0.0.0/16", dnsSupport: true, dnsHostnames: true }))
    .id;
}

/** Makes so many subnets (1 to 3), 10.0.0.0/24 and on, each in a zone of its own, and answers their ids. */
export async function makeSubnets(ground: Ground, vpcId: string, count: number): Promise<string[]> {
  const zones = ["a", "b", "c"].slice(0, count);
  const made = zones.map((letter, index) =>
    ground.make(subnet, `ground.subnet-${letter}`, {
      vpcId,
      cidr: `10.0.${index}.0/24`,
      zone: `${ground.region}${letter}`,
      publicAddresses: false,
    }),
  );
  return (await Promise.all(made)).map(({ id }) => id);
}

/** Makes a security group and answers its id. */
export async function makeGroup(ground: Ground, vpcId: string, name = "ground"): Promise<string> {
  return (await ground.make(securityGroup, `ground.group.${name}`, { vpcId, name, description: "Ground" }))
    .id;
}

/** Makes an internet gateway, attaches it, and answers its id. */
export async function makeGateway(ground: Ground, vpcId: string): Promise<string> {
  const { id: internetGatewayId } = await ground.make(internetGateway, "ground.gateway", {});
  await ground.make(internetGatewayAttachment, "ground.attachment", { internetGatewayId, vpcId });
  return internetGatewayId;
}

const makeTable = async (ground: Ground, vpcId: string, key = "1"): Promise<string> =>
  (await ground.make(routeTable, `ground.table-${key}`, { vpcId })).id;

const makeAddress = async (ground: Ground): Promise<string> =>
  (await ground.make(elasticIp, "ground.address", {})).id;

async function makeNatGateway(ground: Ground, vpcId: string): Promise<string> {
  const [subnetId = ""] = await makeSubnets(ground, vpcId, 1);
  const allocationId = await makeAddress(ground);
  return (await ground.make(natGateway, "ground.nat", { subnetId, allocationId })).id;
}

/** Makes an instance profile with a role in it, and answers its name. */
export async function makeProfile(ground: Ground, name = "GroundProfile"): Promise<string> {
  const trust = {
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  } as const;
  const trustPolicy = { Version: "2012-10-17", Statement: [trust] };
  await ground.make(iamRole, `ground.role.${name}`, { name, description: "Ground", trustPolicy });
  const { id } = await ground.make(iamInstanceProfile, `ground.profile.${name}`, { name });
  const place = { instanceProfileName: id, roleName: name };
  await ground.make(iamInstanceProfileRole, `ground.profile-role.${name}`, place);
  return name;
}

const [image, imageForArm] = ec2Offers.defaults().images.map(({ name }) => name);

/** What a launch template says of instances in the ground's VPC. */
async function templateData(ground: Ground) {
  return {
    imageId: toImageId(ground.region, image ?? ""),
    instanceType: "m5.xlarge",
    keyName: "practice",
    instanceProfile: await makeProfile(ground),
    securityGroupIds: [await makeGroup(ground, await makeVpc(ground))],
    userData: "#!/bin/bash\necho 'ready'\n",
    rootVolume: { sizeGib: 20, type: "gp3", encrypted: true },
    metadata: { tokens: "required", hopLimit: 2 },
    launchTags: { Name: "flashsale-app" },
  };
}

/** Makes a launch template, and answers its id. */
export async function makeTemplate(ground: Ground): Promise<string> {
  const props = { name: "ground", ...(await templateData(ground)) };
  return (await ground.make(launchTemplate, "ground.template", props)).id;
}

/** The samples of EC2. */
export const ec2Samples: readonly Sample[] = [
  sampleOf(vpc, {
    absentId: `vpc-${ABSENT}`,
    props: () =>
      Promise.resolve({ cidr: "10.1.0.0/16", dnsSupport: true, dnsHostnames: true, tags: tagsFor() }),
    changes: () => Promise.resolve({ dnsSupport: false, dnsHostnames: false }),
  }),
  sampleOf(subnet, {
    absentId: `subnet-${ABSENT}`,
    props: async (ground) => ({
      vpcId: await makeVpc(ground),
      cidr: "10.0.1.0/24",
      zone: `${ground.region}a`,
      publicAddresses: true,
      tags: tagsFor(),
    }),
    changes: () => Promise.resolve({ publicAddresses: false }),
  }),
  sampleOf(internetGateway, {
    absentId: `igw-${ABSENT}`,
    props: () => Promise.resolve({ tags: tagsFor() }),
    changes: nothing,
  }),
  sampleOf(internetGatewayAttachment, {
    absentId: `igw-${ABSENT}:vpc-${ABSENT}`,
    props: async (ground) => {
      const { id: internetGatewayId } = await ground.make(internetGateway, "ground.gateway", {});
      return { internetGatewayId, vpcId: await makeVpc(ground) };
    },
    changes: nothing,
  }),
  sampleOf(elasticIp, {
    absentId: `eipalloc-${ABSENT}`,
    props: () => Promise.resolve({ tags: tagsFor() }),
    changes: nothing,
  }),
  sampleOf(natGateway, {
    absentId: `nat-${ABSENT}`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      await makeGateway(ground, vpcId);
      const [subnetId = ""] = await makeSubnets(ground, vpcId, 1);
      return { subnetId, allocationId: await makeAddress(ground), tags: tagsFor() };
    },
    changes: nothing,
  }),
  sampleOf(routeTable, {
    absentId: `rtb-${ABSENT}`,
    props: async (ground) => ({ vpcId: await makeVpc(ground), tags: tagsFor() }),
    changes: nothing,
  }),
  sampleOf(route, {
    absentId: `rtb-${ABSENT}_${ANYWHERE}`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const id = await makeGateway(ground, vpcId);
      const target = { kind: "internet-gateway", id } as const;
      return { routeTableId: await makeTable(ground, vpcId), destination: ANYWHERE, target };
    },
    changes: async (ground) => ({
      target: { kind: "nat-gateway" as const, id: await makeNatGateway(ground, await makeVpc(ground)) },
    }),
  }),
  sampleOf(routeTableAssociation, {
    absentId: `rtbassoc-${ABSENT}`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const [subnetId = ""] = await makeSubnets(ground, vpcId, 1);
      return { routeTableId: await makeTable(ground, vpcId), subnetId };
    },
    changes: nothing,
  }),
  sampleOf(vpcEndpoint, {
    absentId: `vpce-${ABSENT}`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const routeTableIds = [await makeTable(ground, vpcId, "1"), await makeTable(ground, vpcId, "2")];
      return { vpcId, serviceName: `com.amazonaws.${ground.region}.s3`, routeTableIds, tags: tagsFor() };
    },
    changes: async (ground, { vpcId, routeTableIds }) => ({
      routeTableIds: [...routeTableIds.slice(1), await makeTable(ground, vpcId, "3")],
    }),
  }),
  sampleOf(securityGroup, {
    absentId: `sg-${ABSENT}`,
    props: async (ground) => ({
      vpcId: await makeVpc(ground),
      name: "flashsale-db-sg",
      description: "Security group for Flash Sale RDS",
      tags: tagsFor(),
    }),
    changes: nothing,
  }),
  sampleOf(securityGroupRule, {
    absentId: `sgr-${ABSENT}`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      return {
        groupId: await makeGroup(ground, vpcId, "database"),
        direction: "ingress" as const,
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        source: { kind: "security-group" as const, value: await makeGroup(ground, vpcId, "application") },
        description: "database from application",
        tags: tagsFor(),
      };
    },
    changes: () => Promise.resolve({ description: "database from elsewhere" }),
  }),
  sampleOf(launchTemplate, {
    absentId: `lt-${ABSENT}`,
    props: async (ground) => ({
      name: "flashsale-app",
      ...(await templateData(ground)),
      tags: tagsFor(),
    }),
    changes: async (ground) => ({
      imageId: toImageId(ground.region, imageForArm ?? ""),
      instanceType: "m7g.xlarge",
      keyName: "",
      instanceProfile: await makeProfile(ground, "OtherProfile"),
      securityGroupIds: [await makeGroup(ground, await makeVpc(ground), "other")],
      userData: "#!/bin/bash\necho 'ready, as ever'\n",
      rootVolume: { sizeGib: 30, type: "gp3", encrypted: true },
      metadata: { tokens: "optional", hopLimit: 1 },
      launchTags: { Name: "flashsale-app", team: "sale" },
    }),
  }),
  sampleOf(instance, {
    absentId: `i-${ABSENT}`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const [subnetId = ""] = await makeSubnets(ground, vpcId, 1);
      return {
        launchTemplateId: await makeTemplate(ground),
        launchTemplateVersion: 1,
        instanceType: "m5.xlarge",
        rootVolumeGib: 20,
        publicAddress: false,
        subnetId,
        securityGroupIds: [await makeGroup(ground, vpcId)],
        instanceProfile: await makeProfile(ground),
        tags: tagsFor(),
      };
    },
    changes: async (ground) => ({
      securityGroupIds: [await makeGroup(ground, await makeVpc(ground), "other")],
      instanceProfile: await makeProfile(ground, "OtherProfile"),
    }),
  }),
];
