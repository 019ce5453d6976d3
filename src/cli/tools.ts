import { childEnv } from "./child-env.ts";

/** Where a person gets a tool. */
export interface HowToGet {
  readonly macos: string;
  readonly linux: string;
  readonly windows: string;
}

/** A program that the guide wants on this machine. */
export interface Tool {
  readonly name: string;
  /** What it is for, in a sentence part. */
  readonly purpose: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** The version in what the command prints; the first group counts. */
  readonly version: RegExp;
  /** The oldest version that will do, such as `3.6`. @default any */
  readonly least?: string;
  /** True where the guide's main way goes on without it. */
  readonly isOptional?: true;
  readonly get: HowToGet;
}

/** What became of a look for a tool. */
export type FoundTool =
  | { readonly state: "found"; readonly version: string }
  | { readonly state: "old"; readonly version: string }
  | { readonly state: "missing" }
  | { readonly state: "failing"; readonly text: string };

/** Java. Source of the version: the guide, "Prerequisites". */
export const JAVA: Tool = {
  name: "Java",
  purpose: "builds the application",
  command: ["java", "-version"],
  // Before 9 the version began with "1.": 1.8.0_392 is Java 8.
  version: /version "(?:1\.)?(\d+(?:\.\d+)*)/,
  least: "17",
  get: {
    macos: "brew install openjdk@17",
    linux: "sudo apt-get install openjdk-17-jdk, or: sudo dnf install java-17-amazon-corretto-devel",
    windows: "winget install Amazon.Corretto.17.JDK",
  },
};

/** Maven. Source of the version: the guide, "Prerequisites". */
export const MAVEN: Tool = {
  name: "Maven",
  purpose: "builds the application",
  command: ["mvn", "-v"],
  version: /Apache Maven (\d+(?:\.\d+)*)/,
  least: "3.6",
  get: {
    macos: "brew install maven",
    linux: "sudo apt-get install maven, or: sudo dnf install maven",
    windows: "winget install Apache.Maven, or: choco install maven",
  },
};

/** Docker: the client and the engine behind it, which answers only while it runs. */
export const DOCKER: Tool = {
  name: "Docker",
  purpose: "builds and pushes the image",
  command: ["docker", "version", "--format", "{{.Server.Version}}"],
  version: /^(\d+(?:\.\d+)*)/m,
  get: {
    macos: "brew install --cask docker, then start Docker Desktop",
    linux: "sudo apt-get install docker.io, or: sudo dnf install docker; then: sudo systemctl start docker",
    windows: "winget install Docker.DockerDesktop, then start it",
  },
};

/** The AWS CLI; this program does not need it. */
export const AWS_CLI: Tool = {
  name: "AWS CLI",
  purpose: "renews credentials (aws sso login) and runs what help texts suggest",
  command: ["aws", "--version"],
  version: /aws-cli\/(\d+(?:\.\d+)*)/,
  isOptional: true,
  get: {
    macos: "brew install awscli",
    linux: "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
    windows: "winget install Amazon.AWSCLI",
  },
};

/** The plugin that carries a Session Manager session; `tunnel` needs it. */
export const SESSION_MANAGER_PLUGIN: Tool = {
  name: "session-manager-plugin",
  purpose: "carries tunnels to the private services",
  command: ["session-manager-plugin", "--version"],
  version: /(\d+(?:\.\d+)+)/,
  isOptional: true,
  get: {
    macos: "brew install --cask session-manager-plugin",
    linux:
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
    windows: "winget install Amazon.SessionManagerPlugin",
  },
};

/** Every tool that the guide names or a command of this program needs, in the guide's order. */
export const TOOLS: readonly Tool[] = [AWS_CLI, JAVA, MAVEN, DOCKER, SESSION_MANAGER_PLUGIN];

/** Seconds that a tool may take to tell its version. */
const TELL_SECONDS = 20;

/** Asks a tool for its version. Never throws; `env` decides which program is meant, and the signal ends it. */
export async function findTool(
  tool: Tool,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<FoundTool> {
  const { execa } = await import("execa");
  const [program, ...args] = tool.command;
  const ended = await execa(program, args, {
    env: childEnv(program, env),
    extendEnv: false,
    reject: false,
    all: true,
    stdin: "ignore",
    timeout: TELL_SECONDS * 1000,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (ended.code === "ENOENT" || ended.code === "EACCES") return { state: "missing" };
  const text = ended.all;
  const version = tool.version.exec(text)?.[1];
  if (ended.failed || version === undefined) return { state: "failing", text: lastLine(text) };
  return { state: isAtLeast(version, tool.least) ? "found" : "old", version };
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";

/** Whether a version is as new as another, number by number; what is missing counts as zero. */
export function isAtLeast(version: string, least: string | undefined): boolean {
  if (least === undefined) return true;
  const has = version.split(".").map(Number);
  for (const [index, needed] of least.split(".").map(Number).entries()) {
    const own = has[index] ?? 0;
    if (own !== needed) return own > needed;
  }
  return true;
}

/** How to get a tool on this kind of machine, by Node's name of the platform. */
export function getOn({ macos, linux, windows }: HowToGet, platform: string): string {
  if (platform === "darwin") return macos;
  return platform === "win32" ? windows : linux;
}
