import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/** Where something is put. */
export interface Place {
  readonly vpcId: string;
  readonly subnetId: string;
  /** Security groups that its interface wears. @default none */
  readonly groupIds?: readonly string[];
}

interface Row {
  readonly id: string;
  readonly [member: string]: unknown;
}

interface Document {
  readonly latestAt?: number;
  readonly tables: Record<string, Record<string, Row>>;
}

type Plant = (add: (noun: string, row: Omit<Row, "id">, prefix: string) => string, place: Place) => string;

const interfaceRow = ({ vpcId, subnetId, groupIds = [] }: Place, kind: string, description: string) => ({
  vpcId,
  subnetId,
  groupIds,
  zone: "us-east-1a",
  description,
  requesterId: "amazon-aws",
  interfaceType: kind,
  privateIp: "10.0.1.200",
});

const endpointTo =
  (service: string, tags: object = {}): Plant =>
  (add, place) => {
    const id = add(
      "vpc-endpoint",
      { vpcId: place.vpcId, serviceName: service, prefixListId: "", routeTableIds: [], policy: "{}", tags },
      "vpce",
    );
    const worn = interfaceRow(place, "vpc_endpoint", `VPC Endpoint Interface ${id}`);
    return `${id} ${add("network-interface", worn, "eni")}`;
  };

const attached =
  (noun: string, prefix: string): Plant =>
  (add, { vpcId }) =>
    add(noun, { vpcId }, prefix);

const lone =
  (kind: string, description: string): Plant =>
  (add, place) =>
    add("network-interface", interfaceRow(place, kind, description), "eni");

/** What others put into a VPC or attach to it, each by its name. */
const FOREIGN = {
  "interface endpoint": endpointTo("com.amazonaws.us-east-1.ssm"),
  "GuardDuty's endpoint": endpointTo("com.amazonaws.us-east-1.guardduty-data", { GuardDutyManaged: "true" }),
  "Lambda function": lone("lambda", "AWS Lambda VPC ENI-orders-0b2f6c1e"),
  "EFS mount target": lone("efs", "EFS mount target for fs-0abc1234 (fsmt-0abc1234)"),
  "managed interface of a newer kind": lone("quicksight", "QuickSight"),
  "peering connection": attached("vpc-peering-connection", "pcx"),
  "VPN gateway": attached("vpn-gateway", "vgw"),
  "egress-only internet gateway": attached("egress-only-internet-gateway", "eigw"),
  "internet gateway": attached("internet-gateway", "igw"),
  "network ACL": attached("network-acl", "acl"),
  "route table": (add, { vpcId }) => add("route-table", { vpcId, routes: [], associations: [] }, "rtb"),
  "security group": (add, { vpcId }) =>
    add("security-group", { vpcId, name: "theirs", description: "" }, "sg"),
} as const satisfies Readonly<Record<string, Plant>>;

/** Plants one of these into the file of a simulated account, as if somebody else had made it, and gives its ids. */
export function plantForeign(file: string, name: keyof typeof FOREIGN, place: Place): readonly string[] {
  const document = JSON.parse(readFileSync(file, "utf8")) as Document;
  const add = (noun: string, row: Omit<Row, "id">, prefix: string): string => {
    const id = `${prefix}-${randomBytes(8).toString("hex")}0`;
    const key = `us-east-1/EC2/${noun}`;
    const table = document.tables[key] ?? {};
    document.tables[key] = table;
    table[id] = { id, createdAt: document.latestAt ?? 0, ...row };
    return id;
  };
  const made = FOREIGN[name](add, place);
  const endpoint = made.split(" ");
  const row = document.tables["us-east-1/EC2/vpc-endpoint"]?.[endpoint[0] ?? ""];
  if (row !== undefined) Object.assign(row, { networkInterfaceIds: endpoint.slice(1) });
  writeFileSync(file, JSON.stringify(document));
  return endpoint;
}
