import { Bug } from "../../errors.ts";
import type { Body } from "../run-command.ts";

/** The bodies of the sections' own verbs, each loaded when it runs. */
const BODIES: Readonly<Record<string, () => Promise<Body>>> = {
  "cost estimate": async () => (await import("./cost-estimate.ts")).costEstimate,
  "cost tips": async () => (await import("./cost-tips.ts")).costTips,
  "deploy build": async () => (await import("./deploy-build.ts")).deployBuild,
  "deploy ecs": async () => (await import("./deploy-ecs.ts")).deployEcs,
  "security audit": async () => (await import("./security-audit.ts")).securityAudit,
  "deploy eks": async () => (await import("./deploy-eks.ts")).deployEks,
};

/** The body of a section's verb, such as `deploy build`. */
export async function verbOf(section: string, name: string): Promise<Body> {
  const load = BODIES[`${section} ${name}`];
  if (load === undefined) throw new Bug(`${section} ${name} has no body.`);
  return load();
}
