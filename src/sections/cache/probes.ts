import type { Handles } from "../handles.ts";
import type { Settings } from "../settings.ts";
import type { ConnectionSpec } from "../verification.ts";

/** The guide's `PING`, with TLS and the AUTH token. */
export function cacheConnections({ cache: made }: Handles, { cache }: Settings): ConnectionSpec[] {
  if (made === undefined) return [];
  const { endpoint: host, port, secretArn } = made;
  // A configuration endpoint leads to any node.
  const writable = cache.clusterMode === undefined;
  return [
    {
      name: "cache",
      group: "cache",
      section: "cache",
      address: "cache.replication-group",
      rule: "network.rule.cache-from-application",
      isPrivate: true,
      target: { protocol: "redis", host, port, secretArn, writable },
    },
  ];
}
