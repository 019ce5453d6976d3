import type { Handles } from "./handles.ts";

/** A question of the wizard. Its flag is the key in kebab case: `network.egress` is `--network-egress`. */
export interface Question {
  /** Path of the setting. */
  readonly key: string;
  readonly message: string;
  readonly kind: "input" | "confirm" | "select" | "number";
  readonly choices?: readonly { readonly value: string; readonly name: string }[];
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
  readonly questions: readonly Question[];
}
