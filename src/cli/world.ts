import type { ClientOptions } from "../aws/clients.ts";
import type { Plugin } from "../aws/plugin.ts";
import type { Terminal } from "../ui/terminal.ts";

/** One resource as `sandbox list` tells it. */
export interface SandboxResource {
  readonly service: string;
  readonly type: string;
  readonly id: string;
  readonly name: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** The simulated account, as far as commands see it. */
export interface SandboxAccount {
  plugin(): Plugin;
  readonly credentials: ClientOptions["credentials"];
  /** How many times faster than real it runs. */
  readonly speed: number;
  readonly notices: readonly string[];
  list(): readonly SandboxResource[];
  /** Forgets the account. */
  reset(): void;
}

/** How connections are tested where another patience or other roots than the usual ones are wanted. */
export interface Probing {
  /** Seconds that each layer may take. @default 5 */
  readonly limitSeconds?: number;
  /** PEM texts of the only roots that are trusted. @default those of AWS's services */
  readonly roots?: readonly string[];
}

/** What a command gets from the process around it; tests hand in their own. */
export interface World {
  /** Words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly version: string;
  /** What the program runs on, as Node tells it. */
  readonly machine: { readonly platform: string; readonly nodeVersion: string };
  readonly terminal: Terminal;
  /** @default as usual */
  readonly probing?: Probing;
  /** Opens the simulated account in a file. Throws UsageError when its environment variables are wrong. */
  openSandbox(place: { file: string; region: string }): Promise<SandboxAccount>;
  /** Aborts when the run is to stop; its reason is the exit code. */
  readonly signal: AbortSignal;
  /** Registers what to do right before the process exits after a second signal, or 5 s after the first. */
  onExit(cleanUp: () => Promise<void>): void;
}
