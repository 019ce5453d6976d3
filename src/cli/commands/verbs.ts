import { Bug } from "../../errors.ts";
import type { Body } from "../run-command.ts";

/** The bodies of the sections' own verbs, each loaded when it runs. */
const BODIES: Readonly<Record<string, () => Promise<Body>>> = {
  "deploy build": async () => (await import("./deploy-build.ts")).deployBuild,
  "deploy ecs": async () => (await import("./deploy-ecs.ts")).deployEcs,
  "deploy eks": async () => (await import("./deploy-eks.ts")).deployEks,
};

/** The body of a section's verb, such as `deploy build`. */
export async function verbOf(section: string, name: string): Promise<Body> {
  const load = BODIES[`${section} ${name}`];
  if (load === undefined) throw new Bug(`${section} ${name} has no body.`);
  return load();
}
