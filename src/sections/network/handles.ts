import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";

/** Ids of the security groups by whom they protect. */
export interface SecurityGroups {
  readonly loadBalancer: Ref<string>;
  readonly application: Ref<string>;
  readonly database: Ref<string>;
  readonly cache: Ref<string>;
  readonly kafka: Ref<string>;
}

/** What the network hands to the sections after it. */
export interface NetworkHandles {
  readonly vpcId: string | Ref<string>;
  readonly dataSubnetIds: readonly (string | Ref<string>)[];
  readonly applicationSubnetIds: readonly (string | Ref<string>)[];
  readonly edgeSubnetIds: readonly (string | Ref<string>)[];
  readonly groups: SecurityGroups;
  /** Whether the application's subnets give instances public addresses; not known of subnets that exist, and not assumed. */
  readonly publicInstances: boolean;
  /** What must stand before anything can reach the internet. */
  readonly egress: readonly Handle<unknown>[];
}
