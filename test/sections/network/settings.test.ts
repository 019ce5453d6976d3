import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../src/settings/schema.ts";
import { wrong } from "../../settings/wrong.ts";

const ofNetwork = (network: object): Record<string, string> => wrong({ network });

describe("the blocks of the network", () => {
  it.each(["10.0.0.0/15", "10.0.0.0/29", "10.0.1.0/16", "10.0.0.0", "fd00::/56"])(
    "the VPC may not be %s",
    (cidr) => {
      expect(ofNetwork({ cidr })).toHaveProperty(["network.cidr"]);
    },
  );

  it("follow the VPC where they are not named", () => {
    const { network } = settingsSchema.parse({ network: { cidr: "172.20.0.0/16" } });
    expect(network.dataSubnets).toEqual(["172.20.1.0/24", "172.20.2.0/24", "172.20.3.0/24"]);
    expect(network.edgeSubnets[2]).toBe("172.20.23.0/24");
  });

  it("are as many in each tier as in the one that is named", () => {
    const { network } = settingsSchema.parse({
      network: { edgeSubnets: ["10.0.200.0/24", "10.0.201.0/24"] },
    });
    expect(network.dataSubnets).toEqual(["10.0.1.0/24", "10.0.2.0/24"]);
    expect(network.applicationSubnets).toEqual(["10.0.11.0/24", "10.0.12.0/24"]);
  });

  it("must be named in a VPC that is too small to be divided", () => {
    expect(ofNetwork({ cidr: "10.0.0.0/23" })).toEqual({
      "network.cidr": "a block of /22 or larger, or dataSubnets, applicationSubnets, edgeSubnets given",
    });
    const eighth = (index: number): string => `10.0.${Math.floor(index / 8)}.${(index % 8) * 32}/27`;
    const three = (from: number): string[] => [0, 1, 2].map((index) => eighth(from + index));
    const blocks = { dataSubnets: three(0), applicationSubnets: three(3), edgeSubnets: three(6) };
    expect(ofNetwork({ cidr: "10.0.0.0/23", ...blocks })).toEqual({});
  });

  it("lie inside the VPC", () => {
    expect(ofNetwork({ dataSubnets: ["10.0.1.0/24", "10.1.2.0/24", "10.0.3.0/24"] })).toEqual({
      "network.dataSubnets.1": "a block inside network.cidr 10.0.0.0/16",
    });
    const moved = ofNetwork({
      cidr: "10.1.0.0/16",
      dataSubnets: ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
    });
    expect(Object.keys(moved)).toEqual([
      "network.dataSubnets.0",
      "network.dataSubnets.1",
      "network.dataSubnets.2",
    ]);
  });

  it("do not overlap, neither within a tier nor across", () => {
    expect(ofNetwork({ dataSubnets: ["10.0.1.0/24", "10.0.1.128/25", "10.0.11.0/24"] })).toEqual({
      "network.dataSubnets.1": "a block that overlaps no other; dataSubnets[0] is 10.0.1.0/24",
      "network.applicationSubnets.0": "a block that overlaps no other; dataSubnets[2] is 10.0.11.0/24",
    });
  });

  it("are not smaller than a load balancer needs", () => {
    const edge = (length: number): string[] => [0, 1, 2].map((index) => `10.0.2${index}.0/${length}`);
    expect(ofNetwork({ edgeSubnets: edge(27) })).toEqual({});
    expect(Object.keys(ofNetwork({ edgeSubnets: edge(28) }))).toEqual([
      "network.edgeSubnets.0",
      "network.edgeSubnets.1",
      "network.edgeSubnets.2",
    ]);
  });

  it("are two or three a tier, and as many in each", () => {
    expect(ofNetwork({ dataSubnets: ["10.0.1.0/24"] })).toHaveProperty(["network.dataSubnets"]);
    const four = [1, 2, 3, 4].map((octet) => `10.0.${octet}.0/24`);
    expect(ofNetwork({ dataSubnets: four })).toHaveProperty(["network.dataSubnets"]);
    const uneven = {
      dataSubnets: four.slice(0, 2),
      edgeSubnets: [21, 22, 23].map((octet) => `10.0.${octet}.0/24`),
    };
    expect(ofNetwork(uneven)).toEqual({
      "network.edgeSubnets": "as many blocks as dataSubnets, which has 2: one for each zone",
    });
  });

  it("do not matter in a VPC that exists", () => {
    const existing = {
      vpcId: "vpc-0a",
      dataSubnetIds: ["subnet-0a", "subnet-0b"],
      applicationSubnetIds: ["subnet-0c", "subnet-0d"],
      edgeSubnetIds: ["subnet-0e", "subnet-0f"],
    };
    expect(ofNetwork({ cidr: "10.0.0.0/28", existing })).toEqual({});
    expect(ofNetwork({ existing: { ...existing, dataSubnetIds: ["subnet-0a"] } })).toEqual({
      "network.existing.dataSubnetIds": "at least two, in different zones",
    });
    expect(ofNetwork({ existing: { ...existing, vpcId: "shop" } })).toEqual({
      "network.existing.vpcId": "an id such as vpc-0abc1234",
    });
  });
});
