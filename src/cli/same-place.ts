import { quoteForShell } from "../ui/env-format/sh.ts";
import type { Globals } from "./globals.ts";

/** The flags, with a space before each, with which another command is about the same stack as this one. */
export function samePlace({ sandbox, configGiven, config, state, profile }: Globals): string {
  const words = [
    ...(sandbox ? ["--sandbox"] : []),
    ...(configGiven ? ["--config", config] : []),
    ...(state === undefined ? [] : ["--state", state]),
    ...(profile === undefined ? [] : ["--profile", profile]),
  ];
  return words.map((word) => ` ${quoteForShell(word)}`).join("");
}

/** Commands that mend something, ours about the same stack as this one; those of others stay as they are. */
export function inSamePlace(lines: readonly string[], globals: Globals): string[] {
  const place = samePlace(globals);
  return lines.map((line) => (line.startsWith("flashsale-setup ") ? `${line}${place}` : line));
}
