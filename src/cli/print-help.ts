import { CommanderError } from "commander";
import { outlineProgram, type Streams } from "./outline.ts";

/** Filled in by the build. */
declare const PROGRAM_VERSION: string;

/** Prints the help of the whole program. The build makes a bundle of this alone: nothing else is loaded for it. */
export function printHelp(streams: Streams, version: string = PROGRAM_VERSION): void {
  try {
    outlineProgram(version, streams).parse(["--help"], { from: "user" });
  } catch (error) {
    // Its way to say that help was printed.
    if (!(error instanceof CommanderError && error.code === "commander.helpDisplayed")) throw error;
  }
}
