import type {
  DBEngineVersion,
  DescribeDBEngineVersionsCommandInput,
  DescribeDBEngineVersionsCommandOutput,
  UpgradeTarget,
} from "@aws-sdk/client-rds";
import { type Call, read } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { CERTIFICATES, ENGINES, type OfferedVersion, rdsOffers } from "./offers.ts";
import { type FilterTable, paginate, select } from "./page.ts";

/** Log types that PostgreSQL can export. Source: RDS API reference, ModifyDBInstance, `CloudwatchLogsExportConfiguration`. */
export const LOG_TYPES: readonly string[] = ["iam-db-auth-error", "postgresql", "upgrade"];

/** The major version: `15` of `15.15`. */
export function majorOf(version: string): string {
  return version.split(".")[0] ?? version;
}

/** Refuses every engine but PostgreSQL: unknown ones as RDS does, the others as not simulated. */
export function checkEngine(engine: string | undefined): void {
  if (engine === "postgres") return;
  if (engine !== undefined && ENGINES.includes(engine))
    throw new SandboxError(`sandbox simulates RDS for PostgreSQL, not the engine ${engine}`);
  throw invalid(`Invalid DB engine: ${engine ?? ""}`);
}

/**
 * Finds the version that a request means: an exact one that is offered, the newest of a named line, or RDS's default
 * when none is named. Throws as RDS does for 15.3.
 */
export function resolveVersion(call: Call, asked: string | undefined): string {
  const { defaultMajor, defaultVersions } = call.account.offers(rdsOffers);
  if (asked === undefined) return defaultVersions[defaultMajor] ?? defaultMajor;
  const offered = availableVersions(call).map(({ version }) => version);
  if (offered.includes(asked)) return asked;
  const newest = offered.filter((version) => majorOf(version) === asked).at(-1);
  if (newest === undefined) throw uncombinable(`Cannot find version ${asked} for postgres`);
  return newest;
}

/**
 * Finds what an upgrade to `asked` leads to. A mere major version means that line's default, and nothing changes when the
 * instance is there or beyond. Source: RDS API reference, ModifyDBInstance, `EngineVersion`.
 */
export function resolveUpgrade(
  call: Call,
  present: string,
  { asked, allowMajor }: { asked: string; allowMajor: boolean },
): string {
  const { defaultVersions } = call.account.offers(rdsOffers);
  const wanted = asked.includes(".") ? asked : (defaultVersions[asked] ?? asked);
  if (wanted === present) return present;
  if (!asked.includes(".") && asked === majorOf(present) && byVersion(wanted, present) < 0) return present;
  if (!knownVersions(call).some(({ version }) => version === wanted))
    throw uncombinable(`Cannot find version ${asked} for postgres`);
  if (!upgradeTargets(call, present).some(({ version }) => version === wanted))
    throw uncombinable(`Cannot upgrade postgres from ${present} to ${wanted}`);
  if (majorOf(wanted) !== majorOf(present) && !allowMajor)
    throw uncombinable(
      "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
    );
  return wanted;
}

/** The versions that an instance of version `from` can be upgraded to: newer ones of its line, later lines not older than it. */
function upgradeTargets(call: Call, from: string): readonly OfferedVersion[] {
  const released = knownVersions(call).find(({ version }) => version === from)?.released ?? "";
  return availableVersions(call).filter(({ version, released: later }) =>
    majorOf(version) === majorOf(from)
      ? byVersion(version, from) > 0
      : byVersion(version, from) > 0 && later >= released,
  );
}

function knownVersions(call: Call): readonly OfferedVersion[] {
  const { postgresVersions } = call.account.offers(rdsOffers);
  return [...postgresVersions].sort((a, b) => byVersion(a.version, b.version));
}

/** The versions that can be created, oldest first. */
export function availableVersions(call: Call): readonly OfferedVersion[] {
  return knownVersions(call).filter(({ status }) => status === "available");
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const index = (left ?? []).findIndex((part, position) => part !== right?.[position]);
  return index === -1 ? 0 : (left?.[index] ?? 0) - (right?.[index] ?? 0);
}

/** Whether one version is older than another. */
export const isOlder = (version: string, than: string): boolean => byVersion(version, than) < 0;

function toTarget(call: Call, from: string, { version }: OfferedVersion): UpgradeTarget {
  const { defaultVersions } = call.account.offers(rdsOffers);
  const isMajor = majorOf(version) !== majorOf(from);
  return {
    Engine: "postgres",
    EngineVersion: version,
    Description: `PostgreSQL ${version}-R1`,
    AutoUpgrade: !isMajor && defaultVersions[majorOf(version)] === version,
    IsMajorVersionUpgrade: isMajor,
  };
}

function toEngineVersion(call: Call, { version, status }: OfferedVersion): DBEngineVersion {
  return {
    Engine: "postgres",
    MajorEngineVersion: majorOf(version),
    EngineVersion: version,
    DBParameterGroupFamily: `postgres${majorOf(version)}`,
    DBEngineDescription: "PostgreSQL",
    DBEngineVersionDescription: `PostgreSQL ${version}-R1`,
    ValidUpgradeTarget: upgradeTargets(call, version).map((target) => toTarget(call, version, target)),
    ExportableLogTypes: [...LOG_TYPES],
    SupportsLogExportsToCloudwatchLogs: true,
    SupportsReadReplica: true,
    SupportedFeatureNames: ["Lambda", "s3Export", "s3Import"],
    Status: status,
    SupportsParallelQuery: false,
    SupportsGlobalDatabases: false,
    SupportsBabelfish: false,
    SupportsCertificateRotationWithoutRestart: true,
    SupportedCACertificateIdentifiers: [...CERTIFICATES],
  };
}

const FILTERS: FilterTable<OfferedVersion> = {
  "db-parameter-group-family": ({ version }) => [`postgres${majorOf(version)}`],
  engine: () => ["postgres"],
  "engine-version": ({ version }) => [version],
  status: ({ status }) => [status],
};

function findVersions(input: DescribeDBEngineVersionsCommandInput, call: Call): readonly OfferedVersion[] {
  if (input.Engine !== undefined) checkEngine(input.Engine);
  const { EngineVersion: asked, DBParameterGroupFamily: family } = input;
  const unfiltered = input.IncludeAll === true || asked !== undefined || namesStatus(input);
  const named = (unfiltered ? knownVersions(call) : availableVersions(call)).filter(
    ({ version }) =>
      (asked === undefined || version === asked || majorOf(version) === asked) &&
      (family === undefined || `postgres${majorOf(version)}` === family),
  );
  const found = select(named, input.Filters, FILTERS);
  return input.DefaultOnly === true ? keepDefault(call, found, input) : found;
}

function namesStatus({ Filters = [] }: DescribeDBEngineVersionsCommandInput): boolean {
  return Filters.some(({ Name }) => Name === "status");
}

/** The default of a named line, else the engine's. */
function keepDefault(
  call: Call,
  found: readonly OfferedVersion[],
  { EngineVersion, DBParameterGroupFamily }: DescribeDBEngineVersionsCommandInput,
): readonly OfferedVersion[] {
  const { defaultMajor, defaultVersions } = call.account.offers(rdsOffers);
  const line =
    DBParameterGroupFamily?.replace("postgres", "") ??
    (EngineVersion === undefined ? defaultMajor : majorOf(EngineVersion));
  return found.filter(({ version }) => version === defaultVersions[line]);
}

/** RDS's reading of what can be created and upgraded to; free of charge, used before anything is made. */
export const engineVersionOperations = {
  DescribeDBEngineVersions: read<DescribeDBEngineVersionsCommandInput, DescribeDBEngineVersionsCommandOutput>(
    (input, call) => {
      const { records, marker } = paginate(findVersions(input, call), input);
      return { DBEngineVersions: records.map((row) => toEngineVersion(call, row)), Marker: marker };
    },
  ),
};
