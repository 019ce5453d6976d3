import { describe, expect, it } from "vitest";
import { answersWith, declared, propsOf, settingsOf } from "../declared.ts";

const VPC = "network.vpc#vpcId";
const ANYWHERE = "0.0.0.0/0";

const subnet = (cidr: string, zone: string) => ({ vpcId: VPC, cidr, zone, publicAddresses: false });

describe("the network of the guide", () => {
  const all = declared();

  it("has one VPC with names of its own", () => {
    expect(propsOf(all, "ec2/vpc")).toEqual({
      "network.vpc": { cidr: "10.0.0.0/16", dnsSupport: true, dnsHostnames: true },
    });
  });

  it("has nine subnets: three tiers in three zones", () => {
    expect(propsOf(all, "ec2/subnet")).toEqual({
      "network.subnet.data-1": subnet("10.0.1.0/24", "us-east-1a"),
      "network.subnet.data-2": subnet("10.0.2.0/24", "us-east-1b"),
      "network.subnet.data-3": subnet("10.0.3.0/24", "us-east-1c"),
      "network.subnet.application-1": subnet("10.0.11.0/24", "us-east-1a"),
      "network.subnet.application-2": subnet("10.0.12.0/24", "us-east-1b"),
      "network.subnet.application-3": subnet("10.0.13.0/24", "us-east-1c"),
      "network.subnet.edge-1": subnet("10.0.21.0/24", "us-east-1a"),
      "network.subnet.edge-2": subnet("10.0.22.0/24", "us-east-1b"),
      "network.subnet.edge-3": subnet("10.0.23.0/24", "us-east-1c"),
    });
  });

  it("has an internet gateway that is attached", () => {
    expect(propsOf(all, "ec2/internet-gateway")).toEqual({ "network.internet-gateway": {} });
    expect(propsOf(all, "ec2/internet-gateway-attachment")).toEqual({
      "network.internet-gateway-attachment": {
        internetGatewayId: "network.internet-gateway#internetGatewayId",
        vpcId: VPC,
      },
    });
  });

  it("has one NAT gateway, with an address, in the first edge subnet", () => {
    expect(propsOf(all, "ec2/elastic-ip")).toEqual({ "network.elastic-ip-1": {} });
    expect(propsOf(all, "ec2/nat-gateway")).toEqual({
      "network.nat-gateway-1": {
        subnetId: "network.subnet.edge-1#subnetId",
        allocationId: "network.elastic-ip-1#allocationId",
      },
    });
  });

  it("makes the NAT gateway only once the edge can reach the internet", () => {
    expect(all.get("network.nat-gateway-1")?.needs).toEqual(
      expect.arrayContaining([
        "network.internet-gateway-attachment",
        "network.route.edge",
        "network.association.edge-1",
      ]),
    );
  });

  it("has one table for the data, one for the edge and one a zone for the application", () => {
    const table = { vpcId: VPC };
    expect(propsOf(all, "ec2/route-table")).toEqual({
      "network.route-table.data": table,
      "network.route-table.edge": table,
      "network.route-table.application-1": table,
      "network.route-table.application-2": table,
      "network.route-table.application-3": table,
    });
  });

  it("gives the edge the internet gateway, the application the NAT gateway and the data no way out", () => {
    const nat = { kind: "nat-gateway", id: "network.nat-gateway-1#natGatewayId" };
    const way = (table: string, target: object) => ({
      routeTableId: `network.route-table.${table}#routeTableId`,
      destination: ANYWHERE,
      target,
    });
    const gateway = { kind: "internet-gateway", id: "network.internet-gateway#internetGatewayId" };
    expect(propsOf(all, "ec2/route")).toEqual({
      "network.route.edge": way("edge", gateway),
      "network.route.application-1": way("application-1", nat),
      "network.route.application-2": way("application-2", nat),
      "network.route.application-3": way("application-3", nat),
    });
  });

  it("associates every subnet with a table of its tier", () => {
    const pair = (table: string, subnetName: string) => ({
      routeTableId: `network.route-table.${table}#routeTableId`,
      subnetId: `network.subnet.${subnetName}#subnetId`,
    });
    expect(propsOf(all, "ec2/route-table-association")).toEqual({
      "network.association.data-1": pair("data", "data-1"),
      "network.association.data-2": pair("data", "data-2"),
      "network.association.data-3": pair("data", "data-3"),
      "network.association.application-1": pair("application-1", "application-1"),
      "network.association.application-2": pair("application-2", "application-2"),
      "network.association.application-3": pair("application-3", "application-3"),
      "network.association.edge-1": pair("edge", "edge-1"),
      "network.association.edge-2": pair("edge", "edge-2"),
      "network.association.edge-3": pair("edge", "edge-3"),
    });
  });

  it("has an S3 endpoint in the application's tables", () => {
    expect(propsOf(all, "ec2/vpc-endpoint")).toEqual({
      "network.s3-endpoint": {
        vpcId: VPC,
        serviceName: "com.amazonaws.us-east-1.s3",
        routeTableIds: [
          "network.route-table.application-1#routeTableId",
          "network.route-table.application-2#routeTableId",
          "network.route-table.application-3#routeTableId",
        ],
      },
    });
  });

  it("holds nothing else", () => {
    const network = [...all].filter(([address]) => address.startsWith("network."));
    const kinds = new Set(network.map(([, { type }]) => type));
    expect([...kinds].sort()).toEqual([
      "ec2/elastic-ip",
      "ec2/internet-gateway",
      "ec2/internet-gateway-attachment",
      "ec2/nat-gateway",
      "ec2/route",
      "ec2/route-table",
      "ec2/route-table-association",
      "ec2/security-group",
      "ec2/security-group-rule",
      "ec2/subnet",
      "ec2/vpc",
      "ec2/vpc-endpoint",
    ]);
  });
});

describe("a NAT gateway a zone", () => {
  const all = declared(settingsOf({ network: { natGateways: "per-zone" } }));

  it("stands in each edge subnet with an address of its own", () => {
    const gateway = (zone: number) => ({
      subnetId: `network.subnet.edge-${zone}#subnetId`,
      allocationId: `network.elastic-ip-${zone}#allocationId`,
    });
    expect(propsOf(all, "ec2/nat-gateway")).toEqual({
      "network.nat-gateway-1": gateway(1),
      "network.nat-gateway-2": gateway(2),
      "network.nat-gateway-3": gateway(3),
    });
    expect(Object.keys(propsOf(all, "ec2/elastic-ip"))).toHaveLength(3);
  });

  it("serves the application of its own zone", () => {
    const targets = [1, 2, 3].map((zone) => all.get(`network.route.application-${zone}`)?.props.target);
    expect(targets).toEqual(
      [1, 2, 3].map((zone) => ({ kind: "nat-gateway", id: `network.nat-gateway-${zone}#natGatewayId` })),
    );
  });

  it("changes nothing but routes, gateways and addresses", () => {
    const added = [...all.keys()].filter((address) => !declared().has(address));
    expect(added).toEqual([
      "network.elastic-ip-2",
      "network.nat-gateway-2",
      "network.elastic-ip-3",
      "network.nat-gateway-3",
    ]);
  });
});

describe("egress by the internet gateway", () => {
  const all = declared(settingsOf({ network: { egress: "internet-gateway" } }));

  it("makes neither NAT gateway nor address", () => {
    expect(propsOf(all, "ec2/nat-gateway")).toEqual({});
    expect(propsOf(all, "ec2/elastic-ip")).toEqual({});
  });

  it("sends the application through the internet gateway", () => {
    const targets = [1, 2, 3].map((zone) => all.get(`network.route.application-${zone}`)?.props.target);
    const gateway = { kind: "internet-gateway", id: "network.internet-gateway#internetGatewayId" };
    expect(targets).toEqual([gateway, gateway, gateway]);
  });

  it("gives public addresses to the application only", () => {
    const open = Object.entries(propsOf(all, "ec2/subnet")).filter(([, props]) => props.publicAddresses);
    expect(open.map(([address]) => address)).toEqual([
      "network.subnet.application-1",
      "network.subnet.application-2",
      "network.subnet.application-3",
    ]);
  });
});

describe("a region with two zones", () => {
  const all = declared(settingsOf(), answersWith(2));

  it("gets six subnets and leaves the last blocks free", () => {
    const cidrs = Object.values(propsOf(all, "ec2/subnet")).map(({ cidr }) => cidr);
    expect(cidrs).toEqual([
      "10.0.1.0/24",
      "10.0.2.0/24",
      "10.0.11.0/24",
      "10.0.12.0/24",
      "10.0.21.0/24",
      "10.0.22.0/24",
    ]);
  });

  it("gets a route and an association for each of them", () => {
    expect(Object.keys(propsOf(all, "ec2/route"))).toEqual([
      "network.route.edge",
      "network.route.application-1",
      "network.route.application-2",
    ]);
    expect(Object.keys(propsOf(all, "ec2/route-table-association"))).toHaveLength(6);
  });
});

const EXISTING = {
  vpcId: "vpc-0abc1234",
  dataSubnetIds: ["subnet-0d1", "subnet-0d2"],
  applicationSubnetIds: ["subnet-0a1", "subnet-0a2"],
  edgeSubnetIds: ["subnet-0e1", "subnet-0e2"],
};

describe("a VPC that exists", () => {
  const found = { vpc: { id: EXISTING.vpcId, cidr: "172.16.0.0/16" }, subnets: [] };
  const answers = answersWith(3, { "network.existing": found });
  const all = declared(settingsOf({ network: { existing: EXISTING } }), answers);

  it("gets security groups and their rules, and nothing else", () => {
    const network = [...all].filter(([address]) => address.startsWith("network."));
    const kinds = new Set(network.map(([, { type }]) => type));
    expect([...kinds]).toEqual(["ec2/security-group", "ec2/security-group-rule"]);
    for (const { vpcId } of Object.values(propsOf(all, "ec2/security-group")))
      expect(vpcId).toBe("vpc-0abc1234");
  });

  it("lends its data subnets to the database", () => {
    expect(all.get("db.subnet-group")?.props).toMatchObject({
      subnetIds: ["subnet-0d1", "subnet-0d2"],
      vpcId: "vpc-0abc1234",
    });
  });

  it("is let in by its own addresses where the whole VPC may connect", () => {
    const settings = settingsOf({ network: { existing: EXISTING, ingress: "vpc-cidr" } });
    const rule = declared(settings, answers).get("network.rule.database-from-vpc");
    expect(rule?.props.source).toEqual({ kind: "cidr", value: "172.16.0.0/16" });
  });

  it("is let in by every block of it, each under an address of its own that no other block moves", () => {
    const settings = settingsOf({ network: { existing: EXISTING, ingress: "vpc-cidr" } });
    const rulesWith = (...secondaryBlocks: readonly string[]) => {
      const vpc = { cidr: "172.16.0.0/16", secondaryBlocks };
      const found = declared(settings, answersWith(3, { "network.existing": { vpc, subnets: [] } }));
      const sources = Object.entries(propsOf(found, "ec2/security-group-rule")).map(
        ([address, { source }]) => [address, (source as { value: string }).value] as const,
      );
      return new Map(sources);
    };
    const rules = rulesWith("10.1.0.0/16", "100.64.0.0/16");
    for (const tier of ["application", "database", "cache", "kafka"])
      expect([...rules].filter(([address]) => address.startsWith(`network.rule.${tier}-from-`))).toEqual([
        [`network.rule.${tier}-from-vpc`, "172.16.0.0/16"],
        [`network.rule.${tier}-from-vpc-10.1.0.0-16`, "10.1.0.0/16"],
        [`network.rule.${tier}-from-vpc-100.64.0.0-16`, "100.64.0.0/16"],
      ]);
    for (const [address, source] of rulesWith("100.64.0.0/16")) expect(rules.get(address)).toBe(source);
  });
});

describe("the region", () => {
  it("is in the name of the S3 endpoint's service", () => {
    const all = declared(settingsOf({ region: "eu-central-1" }));
    expect(all.get("network.s3-endpoint")?.props.serviceName).toBe("com.amazonaws.eu-central-1.s3");
  });
});
