import type { Handles } from "../handles.ts";
import type { Settings } from "../settings.ts";
import type { ConnectionSpec } from "../verification.ts";
import { HEALTH_PATH } from "./names.ts";

/** The guide's look at the application's health, through the load balancer. */
export function scaleConnections({ scale: made }: Handles, settings: Settings): ConnectionSpec[] {
  if (made === undefined) return [];
  return [
    {
      name: "application",
      group: "app",
      section: "scale",
      address: "scale.load-balancer",
      rule: "network.rule.http-from-anywhere",
      isPrivate: false,
      target: {
        protocol: "http",
        url: made.endpoint.map((host) => `${schemeOf(settings)}://${host}${HEALTH_PATH}`),
      },
    },
  ];
}

/** How the application is spoken to. */
export const schemeOf = ({ scale }: Settings): "http" | "https" =>
  scale.certificateArn === undefined ? "http" : "https";
