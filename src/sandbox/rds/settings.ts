import type { CreateDBInstanceCommandInput } from "@aws-sdk/client-rds";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { LOG_TYPES, majorOf } from "./engine-version.ts";
import { defaultKeyArn, invalid, uncombinable } from "./identifier.ts";
import { CERTIFICATES, rdsOffers } from "./offers.ts";
import type { Settings } from "./tables.ts";

/** Members by which both CreateDBInstance and ModifyDBInstance set the same thing. */
export type SettingInput = Pick<
  CreateDBInstanceCommandInput,
  | "AutoMinorVersionUpgrade"
  | "BackupRetentionPeriod"
  | "CACertificateIdentifier"
  | "CopyTagsToSnapshot"
  | "DatabaseInsightsMode"
  | "DedicatedLogVolume"
  | "DeletionProtection"
  | "EnableIAMDatabaseAuthentication"
  | "EnablePerformanceInsights"
  | "EngineLifecycleSupport"
  | "MaxAllocatedStorage"
  | "MonitoringInterval"
  | "MonitoringRoleArn"
  | "PerformanceInsightsKMSKeyId"
  | "PerformanceInsightsRetentionPeriod"
  | "PubliclyAccessible"
>;

/** The names of those members. */
export const SETTING_MEMBERS: readonly (keyof SettingInput)[] = [
  "AutoMinorVersionUpgrade",
  "BackupRetentionPeriod",
  "CACertificateIdentifier",
  "CopyTagsToSnapshot",
  "DatabaseInsightsMode",
  "DedicatedLogVolume",
  "DeletionProtection",
  "EnableIAMDatabaseAuthentication",
  "EnablePerformanceInsights",
  "EngineLifecycleSupport",
  "MaxAllocatedStorage",
  "MonitoringInterval",
  "MonitoringRoleArn",
  "PerformanceInsightsKMSKeyId",
  "PerformanceInsightsRetentionPeriod",
  "PubliclyAccessible",
];

/** The two lifecycles. Source: RDS API reference, CreateDBInstance, `EngineLifecycleSupport`. */
export const EXTENDED_SUPPORT = "open-source-rds-extended-support";
const STANDARD_SUPPORT_ONLY = "open-source-rds-extended-support-disabled";

/** Enhanced Monitoring's intervals in seconds. Source: RDS API reference, `MonitoringInterval`. */
const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];

/** Reads the shared members under RDS's describing names; what the request does not name is left out. */
export function toSettings(input: SettingInput): Partial<Settings> {
  const {
    EnableIAMDatabaseAuthentication: IAMDatabaseAuthenticationEnabled,
    EnablePerformanceInsights: PerformanceInsightsEnabled,
  } = input;
  const same = Object.fromEntries(
    SETTING_MEMBERS.filter((name) => !name.startsWith("Enable")).map((name) => [name, input[name]]),
  ) as Partial<Settings>;
  return withoutAbsent({ ...same, IAMDatabaseAuthenticationEnabled, PerformanceInsightsEnabled });
}

/** Drops members that are undefined. */
export function withoutAbsent(
  settings: {
    readonly [K in keyof Settings]?: Settings[K] | undefined;
  },
): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Partial<Settings>;
}

/** Checks settings as a whole, whoever asked for them. */
export function checkSettings(settings: Settings): void {
  const { BackupRetentionPeriod: days, Port, CACertificateIdentifier: certificate } = settings;
  if (!Number.isInteger(days) || days < 0 || days > 35)
    throw invalid(`Invalid backup retention period: ${days}. Retention period must be between 0 and 35 days`);
  if (!Number.isInteger(Port) || Port < 1150 || Port > 65_535)
    throw invalid(`Invalid database port: ${Port}. The port must be between 1150 and 65535.`);
  if (!CERTIFICATES.includes(certificate))
    throw new Refusal("CertificateNotFoundFault", `Certificate ${certificate} not found.`);
  if (![EXTENDED_SUPPORT, STANDARD_SUPPORT_ONLY].includes(settings.EngineLifecycleSupport))
    throw invalid(`Invalid EngineLifecycleSupport value: ${settings.EngineLifecycleSupport}`);
  checkAutoscaling(settings);
  checkMonitoring(settings);
  checkInsights(settings);
  const log = settings.EnabledCloudwatchLogsExports?.find((type) => !LOG_TYPES.includes(type));
  if (log !== undefined)
    throw uncombinable(
      `You cannot use the log types '${log}' with engine version postgres ${settings.EngineVersion}.`,
    );
}

function checkAutoscaling({ AllocatedStorage, MaxAllocatedStorage }: Settings): void {
  if (MaxAllocatedStorage === undefined) return;
  if (MaxAllocatedStorage <= AllocatedStorage)
    throw uncombinable("Max storage size must be greater than storage size");
  if (MaxAllocatedStorage * 10 < AllocatedStorage * 11)
    throw uncombinable("The maximum allocated storage must be increased by at least 10 percent.");
  if (MaxAllocatedStorage > 65_536) throw uncombinable(`Invalid max storage size: ${MaxAllocatedStorage}`);
}

function checkMonitoring({ MonitoringInterval, MonitoringRoleArn }: Settings): void {
  if (!MONITORING_INTERVALS.includes(MonitoringInterval))
    throw invalid(
      `Invalid monitoring interval: ${MonitoringInterval}. Valid values: ${MONITORING_INTERVALS.join(", ")}`,
    );
  if (MonitoringInterval > 0 && MonitoringRoleArn === undefined)
    throw uncombinable(
      "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
    );
  if (MonitoringInterval === 0 && MonitoringRoleArn !== undefined)
    throw uncombinable(
      "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.",
    );
}

/** 7 days, 1 to 23 months of 31 days, or two years. Source: RDS API reference, `PerformanceInsightsRetentionPeriod`. */
function checkInsights(settings: Settings): void {
  const { PerformanceInsightsEnabled: enabled, PerformanceInsightsRetentionPeriod: days } = settings;
  if (days === undefined) return;
  if (!enabled)
    throw uncombinable(
      "Performance Insights must be enabled to specify its retention period or its KMS key.",
    );
  const months = days / 31;
  if (days !== 7 && days !== 731 && !(Number.isInteger(months) && months >= 1 && months <= 23))
    throw invalid(`Invalid Performance Insights retention period: ${days}`);
}

/** An instance that refuses Extended Support cannot be of a line that has nothing else. */
export function checkLifecycle(call: Call, { EngineVersion, EngineLifecycleSupport }: Settings): void {
  const { extendedSupportMajors } = call.account.offers(rdsOffers);
  if (EngineLifecycleSupport !== STANDARD_SUPPORT_ONLY) return;
  if (extendedSupportMajors.includes(majorOf(EngineVersion)))
    throw uncombinable(
      `Cannot find version ${EngineVersion} for postgres: it is past the end of its RDS standard support, and EngineLifecycleSupport is ${STANDARD_SUPPORT_ONLY}.`,
    );
}

/** The ARN of a KMS key; without a name, of the key that AWS made. Throws for keys that the account does not have. */
export function toKeyArn(call: Call, name: string | undefined): string {
  const own = defaultKeyArn(call);
  if (name === undefined || name === own || name.endsWith("alias/aws/rds")) return own;
  const known = call.account
    .offers(rdsOffers)
    .kmsKeys.find((key) => key === name || key.endsWith(`/${name}`));
  if (known === undefined)
    throw new Refusal(
      "KMSKeyNotAccessibleFault",
      `The specified KMS key [${name}] does not exist, is not enabled or you do not have permissions to access it.`,
    );
  return known;
}

/** Checks a master password for PostgreSQL. Source: RDS API reference, CreateDBInstance, `MasterUserPassword`. */
export function checkPassword(password: string | undefined): void {
  const problem = findPasswordProblem(password ?? "");
  if (problem !== undefined) throw invalid(`The parameter MasterUserPassword ${problem}`);
}

function findPasswordProblem(password: string): string | undefined {
  if (password === "") return "must be provided and must not be blank.";
  if (password.length < 8) return "is not a valid password because it is shorter than 8 characters.";
  if (password.length > 128) return "is not a valid password because it is longer than 128 characters.";
  if (/^[!-~]+$/.test(password) && !/[/@"]/.test(password)) return undefined;
  return `is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`;
}
