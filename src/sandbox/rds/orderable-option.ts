import type {
  DescribeOrderableDBInstanceOptionsCommandInput,
  DescribeOrderableDBInstanceOptionsCommandOutput,
  OrderableDBInstanceOption,
} from "@aws-sdk/client-rds";
import { ec2Offers } from "../ec2/offers.ts";
import { inventZones } from "../ec2/zones.ts";
import { type Call, read } from "../operation.ts";
import { fitsPattern } from "../pattern.ts";
import { availableVersions, checkEngine } from "./engine-version.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { rdsOffers } from "./offers.ts";
import { paginate, refuseFilters } from "./page.ts";
import { STORAGE_SIZES } from "./storage.ts";

/** The only licence of PostgreSQL. */
export const LICENSE = "postgresql-license";

/** Refuses a class that RDS does not offer for PostgreSQL. */
export function checkClass(call: Call, instanceClass: string, version: string): void {
  if (!/^db\.[a-z0-9]+\.[a-z0-9]+$/.test(instanceClass))
    throw invalid(`Invalid DB Instance class: ${instanceClass}`);
  if (call.account.offers(rdsOffers).instanceClasses.includes(instanceClass)) return;
  throw uncombinable(
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, Engine=postgres, EngineVersion=${version}, LicenseModel=${LICENSE}. For supported combinations of instance class and database engine version, see the documentation.`,
  );
}

/** The zones of the region in which a class can be had. */
export function zonesOfClass(call: Call, instanceClass: string): readonly string[] {
  const { notOfferedIn } = call.account.offers(rdsOffers);
  const zones = call.account.offers(ec2Offers).zones[call.region] ?? inventZones(call.region);
  return zones
    .filter(({ type, state }) => type === "availability-zone" && state === "available")
    .filter(({ id }) => !(notOfferedIn[id] ?? []).some((pattern) => fitsPattern(pattern, instanceClass)))
    .map(({ name }) => name);
}

interface Choice {
  readonly version: string;
  readonly instanceClass: string;
  readonly storageType: string;
}

function findChoices(input: DescribeOrderableDBInstanceOptionsCommandInput, call: Call): readonly Choice[] {
  checkEngine(input.Engine);
  refuseFilters(input.Filters);
  const elsewhere = input.AvailabilityZoneGroup !== undefined && input.AvailabilityZoneGroup !== call.region;
  if (elsewhere || input.Vpc === false || (input.LicenseModel ?? LICENSE) !== LICENSE) return [];
  const versions = availableVersions(call)
    .map(({ version }) => version)
    .filter((version) => (input.EngineVersion ?? version) === version);
  const classes = call.account
    .offers(rdsOffers)
    .instanceClasses.filter((name) => (input.DBInstanceClass ?? name) === name);
  return versions.flatMap((version) =>
    classes.flatMap((instanceClass) =>
      Object.keys(STORAGE_SIZES).map((storageType) => ({ version, instanceClass, storageType })),
    ),
  );
}

function toOption(call: Call, { version, instanceClass, storageType }: Choice): OrderableDBInstanceOption {
  const zones = zonesOfClass(call, instanceClass);
  const [MinStorageSize, MaxStorageSize] = STORAGE_SIZES[storageType] ?? [];
  const provisioned = storageType === "gp3" || storageType.startsWith("io");
  return {
    Engine: "postgres",
    EngineVersion: version,
    DBInstanceClass: instanceClass,
    LicenseModel: LICENSE,
    AvailabilityZoneGroup: call.region,
    AvailabilityZones: zones.map((Name) => ({ Name })),
    MultiAZCapable: zones.length > 1,
    ReadReplicaCapable: true,
    Vpc: true,
    SupportsStorageEncryption: true,
    StorageType: storageType,
    SupportsIops: provisioned,
    SupportsStorageThroughput: storageType === "gp3",
    SupportsEnhancedMonitoring: true,
    SupportsIAMDatabaseAuthentication: true,
    SupportsPerformanceInsights: !instanceClass.endsWith(".micro"),
    MinStorageSize,
    MaxStorageSize,
    SupportsStorageAutoscaling: storageType !== "standard",
    SupportsKerberosAuthentication: true,
    OutpostCapable: false,
    SupportedNetworkTypes: ["IPV4", "DUAL"],
    SupportsClusters: false,
    SupportsDedicatedLogVolume: storageType.startsWith("io"),
  };
}

/** RDS's reading of the combinations of version, class and storage that can be had here. */
export const orderableOptionOperations = {
  DescribeOrderableDBInstanceOptions: read<
    DescribeOrderableDBInstanceOptionsCommandInput,
    DescribeOrderableDBInstanceOptionsCommandOutput
  >((input, call) => {
    const { records, marker } = paginate(findChoices(input, call), input, 1000);
    return {
      OrderableDBInstanceOptions: records.map((choice) => toOption(call, choice)),
      Marker: marker,
    };
  }),
};
