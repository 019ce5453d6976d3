import type { Handles } from "./handles.ts";

/** A question of the wizard. Its flag is the key in kebab case: `network.egress` is `--network-egress`. */
export interface Question {
  /** Path of the setting. */
  readonly key: string;
  readonly message: string;
  readonly kind: "input" | "confirm" | "select" | "number";
  readonly choices?: readonly { readonly value: string; readonly name: string }[];
}

/** A look at what a section made: a subcommand of the section's, such as `kafka topics`. It only reads. */
export interface ReportAbout {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** Two command lines without the program's name. */
  readonly examples: readonly [string, string];
}

/** What is told of a section without loading anything that speaks to AWS. */
export interface SectionAbout {
  /** Name of the folder, the command, the settings block and the first part of every address. */
  readonly name: keyof Handles;
  /** The guide's chapter. */
  readonly guide: string;
  /** What it makes, in a sentence part. */
  readonly makes: string;
  readonly typicalMinutes: number;
  readonly enabledByDefault: boolean;
  /** True where it can be without the network. */
  readonly standsAlone?: true;
  readonly questions: readonly Question[];
  /** Its subcommands. @default none */
  readonly reports?: readonly ReportAbout[];
}
