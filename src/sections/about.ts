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

/** A flag of a subcommand that sets a key of the settings. */
export interface EditFlag {
  /** As commander takes it, such as `--min <number>`; the word in the brackets says what its value may be. */
  readonly flags: string;
  readonly summary: string;
  /** Path of the setting. */
  readonly key: string;
}

/** A subcommand that changes settings and applies just that change, such as `scale app --min 5`. */
export interface EditAbout {
  readonly name: string;
  readonly summary: string;
  /** At least one of them must be given, unless {@link sets} says what the subcommand sets by itself. */
  readonly flags: readonly EditFlag[];
  /** What it sets in any case. @default nothing */
  readonly sets?: readonly (readonly [key: string, value: string | number | boolean])[];
  /** The section whose resources change. @default its own */
  readonly section?: keyof Handles;
  /** True where `--render DIR` instead writes the files with which instances are launched. */
  readonly renders?: true;
  /** Two command lines without the program's name. */
  readonly examples: readonly [string, string];
}

/** A subcommand with a body of its own, such as `deploy build`. */
export interface VerbAbout {
  readonly name: string;
  readonly summary: string;
  readonly makes: string;
  readonly argument?: { readonly name: string; readonly summary: string };
  readonly flags: readonly { readonly flags: string; readonly summary: string }[];
  readonly minutes: string;
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
  /** Sections that it cannot be without. @default the network */
  readonly needs?: readonly (keyof Handles)[];
  readonly questions: readonly Question[];
  /** Its subcommands that look. @default none */
  readonly reports?: readonly ReportAbout[];
  /** Its subcommands that set something and apply just that. @default none */
  readonly edits?: readonly EditAbout[];
  /** Its subcommands with a body of their own, in `cli/commands/<section>-<name>.ts`. @default none */
  readonly verbs?: readonly VerbAbout[];
}

/** The sections that go when some go: they themselves and what cannot be without them. */
export function withDependents(
  names: readonly string[],
  all: readonly SectionAbout[],
): readonly SectionAbout["name"][] {
  const gone = new Set(names);
  // A section comes after those that it needs, but for what the guide's order turns round: until nothing is added.
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const section of all) if (needsOf(section).some((need) => gone.has(need))) gone.add(section.name);
  }
  return all.map(({ name }) => name).filter((name) => gone.has(name));
}

/** The sections that this one cannot be without. */
export const needsOf = ({ name, needs }: SectionAbout): readonly (keyof Handles)[] =>
  needs ?? (name === "network" ? [] : ["network"]);
