import type { Command } from "commander";

/** What the help of every command tells besides its flags. */
export interface CommandFacts {
  /** The guide's chapter. */
  readonly guide: string;
  readonly makes: string;
  readonly minutes: string;
  /** Two command lines without the program's name. */
  readonly examples: readonly [string, string];
}

/** Adds chapter, what it makes, minutes and two examples to a command's help. */
export function helpAfter(command: Command, { guide, makes, minutes, examples }: CommandFacts): void {
  const lines = [
    "",
    `Guide: ${guide}`,
    `Makes: ${makes}`,
    `Takes: ${minutes}`,
    "",
    "Examples:",
    ...examples.map((example) => `  flashsale-setup ${example}`),
  ];
  command.addHelpText("after", lines.join("\n"));
}
