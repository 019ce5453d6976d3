import type { CacheSettings } from "./cache/settings.ts";
import type { CostSettings } from "./cost/settings.ts";
import type { DbSettings } from "./db/settings.ts";
import type { DeploySettings } from "./deploy/settings.ts";
import type { IamSettings } from "./iam/settings.ts";
import type { KafkaSettings } from "./kafka/settings.ts";
import type { MonitoringSettings } from "./monitoring/settings.ts";
import type { NetworkSettings } from "./network/settings.ts";
import type { ScaleSettings } from "./scale/settings.ts";
import type { SecuritySettings } from "./security/settings.ts";

/** What the settings file says, checked, with every default filled in. */
export interface Settings {
  /** Prefix of every resource name. */
  readonly name: string;
  /** Prefix of account-wide names. */
  readonly displayName: string;
  /** The only account that these settings may be applied to. */
  readonly account?: string | undefined;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly limits: { readonly monthlyUsd?: number | undefined };
  readonly network: NetworkSettings;
  readonly db: DbSettings;
  readonly cache: CacheSettings;
  readonly kafka: KafkaSettings;
  readonly monitoring: MonitoringSettings;
  readonly iam: IamSettings;
  readonly deploy: DeploySettings;
  readonly scale: ScaleSettings;
  readonly cost: CostSettings;
  readonly security: SecuritySettings;
}
