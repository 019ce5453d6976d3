import type { Saving } from "../section.ts";
import type { Settings } from "../settings.ts";

/** Where the application's own machines could cost less. */
export function deploySavings({ deploy, scale }: Settings): Saving[] {
  if (!deploy.instance || !scale.enabled) return [];
  return [
    {
      sets: [["deploy.instance", false]],
      loses: "The guide's single instance goes; the Auto Scaling group runs the application anyway.",
    },
  ];
}
