import {
  asIdentity,
  ELSEWHERE,
  idOf,
  type Mutations,
  type RowChange,
  retag,
  set,
  tagged,
  taggedRow,
  within,
} from "./change.ts";

type Routes = { destination: string; natGatewayId?: string; gatewayId?: string }[];
type Associations = { id: string; subnetId?: string }[];

const TABLE = "network.route-table.application-1";
const ROUTE = "network.route.application-1";
const ASSOCIATION = "network.association.application-1";
const ATTACHMENT = "network.internet-gateway-attachment";
const GATEWAY = "network.internet-gateway";

/** Moves the parts that a route table keeps to the one of the data subnets. */
const moveTo =
  (member: "routes" | "associations"): RowChange =>
  (row, account) => {
    const other = taggedRow(account, "network.route-table.data");
    other[member] = [...(other[member] as object[]), ...(row[member] as object[])];
    row[member] = [];
  };

/** EC2's rows, by type and prop. */
export const EC2: Readonly<Record<string, Mutations>> = {
  "ec2/vpc": tagged("network.vpc", {
    cidr: set("cidr", "10.9.0.0/16"),
    dnsSupport: set("dnsSupport", false),
    dnsHostnames: set("dnsHostnames", false),
    tags: retag,
  }),
  "ec2/subnet": tagged("network.subnet.application-1", {
    vpcId: set("vpcId", ELSEWHERE.vpc),
    cidr: set("cidr", "10.0.99.0/24"),
    zone: set("zone", "us-east-1d"),
    publicAddresses: set("mapPublicIp", true),
    tags: retag,
  }),
  "ec2/internet-gateway": tagged(GATEWAY, { tags: retag }),
  "ec2/internet-gateway-attachment": {
    internetGatewayId: asIdentity(
      within(GATEWAY, ATTACHMENT, (row, account) => {
        const other = { ...row, id: "igw-0123456789abcdef0", tags: {} };
        const key = Object.keys(account.tables).find((name) => name.endsWith("EC2/internet-gateway")) ?? "";
        account.tables[key] = { ...account.tables[key], [other.id]: other };
        delete row.vpcId;
      }),
    ),
    vpcId: asIdentity(within(GATEWAY, ATTACHMENT, set("vpcId", ELSEWHERE.vpc))),
  },
  "ec2/elastic-ip": tagged("network.elastic-ip-1", { tags: retag }),
  "ec2/nat-gateway": tagged("network.nat-gateway-1", {
    subnetId: (row, account) => {
      row.subnetId = idOf(account, "network.subnet.edge-2");
    },
    allocationId: set("allocationId", "eipalloc-0123456789abcdef0"),
    tags: retag,
  }),
  "ec2/route-table": tagged(TABLE, { vpcId: set("vpcId", ELSEWHERE.vpc), tags: retag }),
  "ec2/route": {
    routeTableId: asIdentity(within(TABLE, ROUTE, moveTo("routes"))),
    destination: asIdentity(
      within(TABLE, ROUTE, (row) => {
        for (const route of row.routes as Routes) route.destination = "0.0.0.0/1";
      }),
    ),
    target: within(TABLE, ROUTE, (row, account) => {
      row.routes = [{ destination: "0.0.0.0/0", gatewayId: idOf(account, GATEWAY) }];
    }),
  },
  "ec2/route-table-association": {
    routeTableId: within(TABLE, ASSOCIATION, moveTo("associations")),
    subnetId: within(TABLE, ASSOCIATION, (row) => {
      for (const association of row.associations as Associations) association.subnetId = ELSEWHERE.subnet;
    }),
  },
  "ec2/vpc-endpoint": tagged("network.s3-endpoint", {
    vpcId: set("vpcId", ELSEWHERE.vpc),
    serviceName: set("serviceName", "com.amazonaws.us-east-1.dynamodb"),
    routeTableIds: (row) => {
      row.routeTableIds = (row.routeTableIds as string[]).slice(1);
    },
    tags: retag,
  }),
  "ec2/security-group": tagged("network.security-group.cache", {
    vpcId: set("vpcId", ELSEWHERE.vpc),
    name: set("name", "renamed"),
    description: set("description", "something else"),
    tags: retag,
  }),
  "ec2/security-group-rule": tagged("network.rule.cache-from-application", {
    groupId: (row, account) => {
      row.groupOf = idOf(account, "network.security-group.kafka");
    },
    direction: set("egress", true),
    protocol: set("protocol", "udp"),
    fromPort: set("fromPort", 6000),
    toPort: set("toPort", 7000),
    source: (row, account) => {
      row.groupId = idOf(account, "network.security-group.kafka");
    },
    description: set("description", "something else"),
    tags: retag,
  }),
};
