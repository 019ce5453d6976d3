import { contents } from "../../src/sections/contents.ts";
import type { Listed, Practice } from "./program.ts";
import { readAccount, rowOf, standing, writeSettings } from "./stack.ts";

/** Slow enough that a change is seen under way, and refuses the next one meanwhile. */
export const SLOWLY = { speed: "3000" };

/** Only the cache and what it needs. */
const others = contents
  .filter(({ name }) => name !== "network" && name !== "cache")
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

/** Writes the settings of a stack of network and cache. */
export const writeCache = (practice: Practice, cache: string): void =>
  writeSettings(practice, `cache: { ${cache} }`, others);

/** A folder in which network and cache stand. */
export const standingCache = (cache: string): Promise<Practice> =>
  standing(`cache: { ${cache} }`, { ...SLOWLY, others });

/** Identity of the replication group: its row is the same only if it was never made anew. */
export const bornAt = (practice: Practice): unknown =>
  rowOf(readAccount(practice), "ElastiCache/replication-group").createdAt;

/** What ElastiCache has, as type and name. */
export const ofCache = (listed: readonly Listed[]): string[] =>
  listed.filter(({ service }) => service === "ElastiCache").map(({ type, name }) => `${type} ${name}`);
