import { type FoundTool, findTool, getOn, isAtLeast, TOOLS, type Tool } from "../tools.ts";
import type { World } from "../world.ts";
import type { Finding } from "./finding.ts";

/** The oldest Node that this program runs on; `engines` in package.json says the same. */
const LEAST_NODE = "20.19";

/** What this machine has of what the guide asks for. */
export async function machineFindings({
  env,
  machine,
  signal,
}: Pick<World, "env" | "machine"> & Partial<Pick<World, "signal">>): Promise<Finding[]> {
  const tools = await Promise.all(
    TOOLS.map(async (tool) => toFinding(tool, await findTool(tool, env, signal), machine.platform)),
  );
  return [nodeFinding(machine.nodeVersion), ...tools];
}

function nodeFinding(version: string): Finding {
  const found = version.replace(/^v/, "");
  const isOk = isAtLeast(found, LEAST_NODE);
  const mend = isOk ? [] : ["https://nodejs.org/en/download (or: nvm install --lts)"];
  return { name: "Node", state: isOk ? "ok" : "problem", found, needed: `${LEAST_NODE} or newer`, mend };
}

function toFinding(tool: Tool, seen: FoundTool, platform: string): Finding {
  const { name, least, purpose, isOptional } = tool;
  const needed = `${least === undefined ? "any version" : `${least} or newer`}${isOptional === true ? ", optional" : ""}`;
  if (seen.state === "found") return { name, state: "ok", found: seen.version, needed, mend: [] };
  const state = isOptional === true ? "warning" : "problem";
  return { name, state, found: inWords(seen), needed, mend: [`${getOn(tool.get, platform)} (${purpose})`] };
}

function inWords(seen: Exclude<FoundTool, { state: "found" }>): string {
  if (seen.state === "missing") return "not found";
  if (seen.state === "old") return `${seen.version}, too old`;
  return seen.text === "" ? "does not answer" : `does not work: ${seen.text}`;
}
