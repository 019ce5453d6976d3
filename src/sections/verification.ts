import type { Address, Attributes, Ref } from "../engine/ref.ts";
import type { Aws } from "../resources/index.ts";
import type { Settings } from "./settings.ts";

/** What `verify --only` chooses among. */
export type CheckGroup = "db" | "cache" | "kafka" | "app" | "control";

/** A value that is known once the resource stands. */
type Known<T> = T | Ref<T>;

/** What speaks at an endpoint, and what it is asked. */
export type ConnectionTarget =
  | {
      readonly protocol: "postgres";
      readonly host: Known<string>;
      readonly port: Known<number>;
      readonly username: string;
      readonly database: string;
      readonly secretArn: Known<string>;
      /** False for a read replica. */
      readonly writable: boolean;
    }
  | {
      readonly protocol: "redis";
      readonly host: Known<string>;
      readonly port: Known<number>;
      readonly secretArn: Known<string>;
      /** False for a cluster's configuration endpoint, which may answer from a replica. */
      readonly writable: boolean;
    }
  | {
      readonly protocol: "kafka";
      /** `host:port` of each broker, with commas. */
      readonly bootstrapServers: Known<string>;
      readonly topics: readonly ExpectedTopic[];
      /** @default any number */
      readonly brokers?: number;
    }
  | {
      readonly protocol: "http";
      /** A URL of which host, port and scheme count. */
      readonly url: Known<string>;
    };

/** A topic as the settings ask for it. */
export interface ExpectedTopic {
  readonly name: string;
  readonly partitions: number;
  /** Copies of each partition. */
  readonly replicas: number;
  /** Copies that must be in step for a write to be taken. */
  readonly minInSyncReplicas: number;
}

/** A connection that `verify` tests. */
export interface ConnectionSpec {
  readonly name: string;
  readonly group: Exclude<CheckGroup, "control">;
  /** The section whose command mends it. */
  readonly section: "db" | "cache" | "kafka" | "deploy" | "scale";
  /** The resource that answers; its status says whether it can. */
  readonly address: Address;
  /** The security-group rule that lets the application in. */
  readonly rule?: Address;
  /** Whether it is reachable inside its VPC only. */
  readonly isPrivate: boolean;
  readonly target: ConnectionTarget;
}

/** What a check of the account is told. */
export interface ControlContext {
  readonly env: Aws;
  readonly settings: Settings;
  /** Attributes that the state recorded of what stands. */
  known(address: Address): Attributes | undefined;
}

/** What a check of the account came to. */
export interface ControlFinding {
  readonly state: "ok" | "warning" | "problem";
  readonly detail: string;
  /** Why, where that is known. */
  readonly cause?: string;
  /** Commands that mend it. @default none */
  readonly fix?: readonly string[];
}

/** Something that AWS itself can say about what stands. */
export interface ControlSpec {
  readonly name: string;
  check(context: ControlContext): Promise<ControlFinding>;
}
