import { execFileSync } from "node:child_process";

/** A command of this program that a run printed, as its words after the program's name. */
export interface Advised {
  readonly line: string;
  readonly words: readonly string[];
}

/** What a person has to fill in first, such as `ADDRESS` or `PATH-OR-URL`. */
const BLANK = /^(--[a-z-]+=)?[A-Z][A-Z-]*(=[A-Z]+)?$/;

/** Every command of this program that stands alone on a line of an output, read as a shell reads it. */
export function advisedIn(output: string): Advised[] {
  const lines = output.split("\n").map((line) => line.trim());
  const commands = lines.filter((line) => /^flashsale-setup [a-z]/.test(line));
  return [...new Set(commands)].map((line) => ({
    line,
    words: splitByShell(line.split(" | ")[0] ?? "").slice(1),
  }));
}

/** Whether it can be run as it stands. */
export const isWhole = ({ words }: Advised): boolean => !words.some((word) => BLANK.test(word));

function splitByShell(line: string): string[] {
  const program = `set -- ${line}\nprintf '%s\\0' "$@"`;
  return execFileSync("/bin/sh", ["-c", program], { encoding: "utf8" }).split("\0").slice(0, -1);
}
