import type { Variable } from "../../ui/env-format/variable.ts";
import type { ImageTarget } from "../build/steps.ts";

/** The processor that the application's image is built for, as Docker and Kubernetes name it. */
export type Architecture = "amd64" | "arm64";

/** All that the manifests are filled with. */
export interface DeployFacts {
  readonly name: string;
  readonly displayName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly image: ImageTarget;
  readonly architecture: Architecture;
  readonly variables: readonly Variable[];
  readonly subnetIds: readonly string[];
  /** The security group from which database, cache and brokers take connections. */
  readonly securityGroupId: string;
  /** Whether the subnets lead to the internet by public addresses only. */
  readonly isPublic: boolean;
  /** The policy of the application's role. */
  readonly policyArn: string;
  /** How many of the application there are to be. */
  readonly count: {
    readonly desired: number;
    readonly min: number;
    readonly max: number;
    /** Per cent of CPU that is aimed at. */
    readonly targetCpu: number;
  };
}

/** The ARN of a role that a user makes for a target. */
export const roleArnOf = ({ partition, account }: DeployFacts, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;

/** A file that a target is rendered to; its name may have a folder. */
export interface Manifest {
  readonly file: string;
  readonly text: string;
}
