import { type Account, type Row, rowOf, rowsOf } from "./stack.ts";

/** How one prop of a resource is changed behind our back. */
export interface Mutation {
  readonly address: string;
  readonly mutate: (account: Account) => void;
  /**
   * True where the prop is part of what AWS knows the thing by: once it is another, ours is not there any more, and that
   * is what the plan must say.
   */
  readonly identity?: true;
}

type Change = (row: Row, account: Account) => void;
type Rows = Readonly<Record<string, Mutation>>;

const ADDRESS = "flashsale-setup:address";

/** The record that carries an address, of whatever table. */
function taggedRow(account: Account, address: string): Row {
  for (const table of Object.keys(account.tables)) {
    const found = rowsOf(account, table).find((row) => (row.tags as Tags | undefined)?.[ADDRESS] === address);
    if (found !== undefined) return found;
  }
  throw new Error(`The account has nothing tagged ${address}.`);
}

type Tags = Record<string, string>;

const idOf = (account: Account, address: string): string => taggedRow(account, address).id;

const set =
  (member: string, value: unknown): Change =>
  (row) => {
    row[member] = value;
  };

const setting =
  (member: string, value: unknown): Change =>
  (row) => {
    (row.settings as Record<string, unknown>)[member] = value;
  };

/** Records are kept by id: one with another id has another key. */
const setId =
  (id: string, table: string): Change =>
  (row, account) => {
    const key = Object.keys(account.tables).find((name) => name.endsWith(table)) ?? "";
    const rows = account.tables[key] ?? {};
    delete rows[row.id];
    row.id = id;
    rows[id] = row;
  };

const retag: Change = (row) => {
  (row.tags as Tags).Name = "renamed";
};

/** Rows of a type whose record carries the address itself. */
function tagged(address: string, changes: Readonly<Record<string, Change>>): Rows {
  const toRow = ([prop, change]: [string, Change]): [string, Mutation] => [
    prop,
    { address, mutate: (account) => change(taggedRow(account, address), account) },
  ];
  return Object.fromEntries(Object.entries(changes).map(toRow));
}

/** Rows of things that have no record of their own: they are kept in that of `parent`. */
const within = (parent: string, address: string, change: Change): Mutation => ({
  address,
  mutate: (account) => change(taggedRow(account, parent), account),
});

const asIdentity = (mutation: Mutation): Mutation => ({ ...mutation, identity: true });

type Routes = { destination: string; natGatewayId?: string; gatewayId?: string }[];
type Associations = { id: string; subnetId?: string }[];

const TABLE = "network.route-table.application-1";
const ROUTE = "network.route.application-1";
const ASSOCIATION = "network.association.application-1";
const ATTACHMENT = "network.internet-gateway-attachment";
const GATEWAY = "network.internet-gateway";

/** Moves the parts that a route table keeps to the one of the data subnets. */
const moveTo =
  (member: "routes" | "associations"): Change =>
  (row, account) => {
    const other = taggedRow(account, "network.route-table.data");
    other[member] = [...(other[member] as object[]), ...(row[member] as object[])];
    row[member] = [];
  };

const ELSEWHERE = "vpc-0123456789abcdef0";

/** EC2's rows, by type and prop. */
const EC2: Readonly<Record<string, Rows>> = {
  "ec2/vpc": tagged("network.vpc", {
    cidr: set("cidr", "10.9.0.0/16"),
    dnsSupport: set("dnsSupport", false),
    dnsHostnames: set("dnsHostnames", false),
    tags: retag,
  }),
  "ec2/subnet": tagged("network.subnet.application-1", {
    vpcId: set("vpcId", ELSEWHERE),
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
    vpcId: asIdentity(within(GATEWAY, ATTACHMENT, set("vpcId", ELSEWHERE))),
  },
  "ec2/elastic-ip": tagged("network.elastic-ip-1", { tags: retag }),
  "ec2/nat-gateway": tagged("network.nat-gateway-1", {
    subnetId: (row, account) => {
      row.subnetId = idOf(account, "network.subnet.edge-2");
    },
    allocationId: set("allocationId", "eipalloc-0123456789abcdef0"),
    tags: retag,
  }),
  "ec2/route-table": tagged(TABLE, { vpcId: set("vpcId", ELSEWHERE), tags: retag }),
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
      for (const association of row.associations as Associations)
        association.subnetId = "subnet-0123456789abcdef0";
    }),
  },
  "ec2/vpc-endpoint": tagged("network.s3-endpoint", {
    vpcId: set("vpcId", ELSEWHERE),
    serviceName: set("serviceName", "com.amazonaws.us-east-1.dynamodb"),
    routeTableIds: (row) => {
      row.routeTableIds = (row.routeTableIds as string[]).slice(1);
    },
    tags: retag,
  }),
  "ec2/security-group": tagged("network.security-group.cache", {
    vpcId: set("vpcId", ELSEWHERE),
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

/** RDS's rows; those of an instance are under the names in which RDS describes it. */
const RDS: Readonly<Record<string, Rows>> = {
  "rds/db-subnet-group": {
    ...tagged("db.subnet-group", {
      description: set("description", "something else"),
      subnetIds: (row) => {
        row.subnets = (row.subnets as object[]).slice(1);
      },
      vpcId: set("vpcId", ELSEWHERE),
      tags: retag,
    }),
    name: asIdentity(within("db.subnet-group", "db.subnet-group", setId("renamed", "RDS/db-subnet-group"))),
  },
  "rds/db-instance": {
    ...tagged("db.instance", {
      class: setting("DBInstanceClass", "db.r5.2xlarge"),
      engineVersion: setting("EngineVersion", "15.14"),
      allocatedStorageGib: setting("AllocatedStorage", 90),
      maxAllocatedStorageGib: setting("MaxAllocatedStorage", 500),
      storageType: setting("StorageType", "gp2"),
      storageEncrypted: set("storageEncrypted", false),
      multiAz: setting("MultiAZ", false),
      masterUsername: set("masterUsername", "somebody"),
      databaseName: set("dbName", "other"),
      subnetGroupName: set("subnetGroup", "other"),
      securityGroupIds: setting("VpcSecurityGroupIds", ["sg-0123456789abcdef0"]),
      backupRetentionDays: setting("BackupRetentionPeriod", 3),
      backupWindow: setting("PreferredBackupWindow", "10:00-11:00"),
      maintenanceWindow: setting("PreferredMaintenanceWindow", "sun:06:00-sun:07:00"),
      publiclyAccessible: setting("PubliclyAccessible", true),
      deletionProtection: setting("DeletionProtection", false),
      copyTagsToSnapshot: setting("CopyTagsToSnapshot", false),
      autoMinorVersionUpgrade: setting("AutoMinorVersionUpgrade", false),
      tags: retag,
    }),
    identifier: asIdentity(within("db.instance", "db.instance", setId("renamed", "RDS/db-instance"))),
  },
};

const SECRETS_MANAGER: Readonly<Record<string, Rows>> = {
  "secrets-manager/secret": {
    ...tagged("db.secret", { description: set("description", "something else"), tags: retag }),
    name: asIdentity({
      address: "db.secret",
      mutate: (account) => {
        const row = rowOf(account, "SecretsManager/secret");
        row.arn = String(row.arn).replace("db-password", "renamed");
        setId("renamed", "SecretsManager/secret")(row, account);
      },
    }),
  },
};

/** How each compared prop of each type is changed behind our back: type, prop, change. A new type adds its rows here. */
export const MUTATIONS: Readonly<Record<string, Rows>> = { ...EC2, ...RDS, ...SECRETS_MANAGER };

/** Types that no section declares yet, so that nothing of theirs stands that could be changed. */
export const WITHOUT_ROWS: readonly string[] = [];

/** Settings under which every prop has a value to hold against what stands. */
export const MUTATED_SETTINGS = "db: { maxStorageGib: 200 }";
