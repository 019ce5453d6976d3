import type { Desk } from "../context.ts";
import { DOCKER, type FoundTool, findTool, getOn, JAVA, MAVEN, type Tool } from "../tools.ts";
import type { Source } from "./source.ts";
import { ToolError } from "./tool-error.ts";

/** Git, which only a clone needs. */
const GIT: Tool = {
  name: "Git",
  purpose: "clones the source",
  command: ["git", "--version"],
  version: /git version (\d+(?:\.\d+)*)/,
  get: {
    macos: "xcode-select --install",
    linux: "sudo apt-get install git, or: sudo dnf install git",
    windows: "winget install Git.Git",
  },
};

/**
 * Looks at every program that a build of this source runs, all at once.
 * @throws ToolError that names all that are missing, too old or not working.
 */
export async function demandTools(
  { world, output }: Pick<Desk, "world" | "output">,
  source: Source,
): Promise<void> {
  const tools = [...(source.kind === "repository" ? [GIT] : []), JAVA, MAVEN, DOCKER];
  const seen = await Promise.all(
    tools.map(async (tool) => ({ tool, found: await findTool(tool, world.env) })),
  );
  const faults = seen.flatMap(({ tool, found }) => {
    const fault = faultOf(tool, found);
    return fault === undefined ? [] : [{ fault, mend: getOn(tool.get, world.machine.platform) }];
  });
  if (faults.length > 0)
    throw new ToolError({
      code: "ToolsMissing",
      summary: "This machine cannot build it",
      detail: `${faults.map(({ fault }) => fault).join("; ")}. Nothing was run.`,
      fix: faults.map(({ mend }) => mend),
    });
  const versions = seen.map(({ tool, found }) => `${tool.name} ${"version" in found ? found.version : ""}`);
  output.tell(`Found ${versions.join(", ")}.`);
}

function faultOf({ name, least, purpose }: Tool, found: FoundTool): string | undefined {
  switch (found.state) {
    case "found":
      return undefined;
    case "missing":
      return `${name} is not there (it ${purpose})`;
    case "old":
      return `${name} is ${found.version}, and ${least} or newer is needed`;
    case "failing":
      return `${name} does not work${found.text === "" ? "" : `: ${found.text}`}`;
  }
}
