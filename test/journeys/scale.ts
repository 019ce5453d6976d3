import { contents } from "../../src/sections/contents.ts";
import type { Listed, Practice } from "./program.ts";
import { type Row, readAccount, rowOf, rowsOf, standing, writeSettings } from "./stack.ts";

/** Slow enough that a boot, a health check and a refresh are seen under way. */
export const SLOWLY = { speed: "5000" };

/** Only the load balancer, the group, and what they need. */
const others = contents
  .filter(({ name }) => !["network", "iam", "deploy", "scale"].includes(name))
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

/** Writes the settings of a stack that runs the application without its data stores. */
export const writeScale = (practice: Practice, scale = "", more = ""): void =>
  writeSettings(practice, `scale: { ${scale} }\n${more}`, others);

/** A folder in which the group stands and waits for its image. */
export const waiting = (scale = "", more = ""): Promise<Practice> =>
  standing(`scale: { ${scale} }\n${more}`, { ...SLOWLY, others });

/** The group as the account has it. */
export const groupOf = (practice: Practice): Row => rowOf(readAccount(practice), "AutoScaling/group");

/** The instances that the group keeps. */
export const membersOf = (practice: Practice): { id: string; version: string }[] =>
  (groupOf(practice).members as { id: string; version: string; terminatingAt?: number }[]).filter(
    ({ terminatingAt }) => terminatingAt === undefined,
  );

/** Types of the instances that run for the group. */
export const typesOf = (practice: Practice): unknown[] => {
  const ids = membersOf(practice).map(({ id }) => id);
  return rowsOf(readAccount(practice), "EC2/instance")
    .filter(({ id }) => ids.includes(id))
    .map(({ instanceType }) => instanceType);
};

/** What load balancing and Auto Scaling have, as type and name. */
export const ofScale = (listed: readonly Listed[]): string[] =>
  listed
    .filter(({ service }) => service === "ElasticLoadBalancingV2" || service === "AutoScaling")
    .map(({ type, name }) => `${type} ${name}`);
