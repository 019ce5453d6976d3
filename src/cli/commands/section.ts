import type { Command } from "commander";
import { readChangeFlags } from "../change-flags.ts";
import type { Desk } from "../context.ts";
import { bringUp } from "./up.ts";

/** A section command: its own resources and what they need; other drift is listed and left alone. */
export const bringUpSection =
  (section: string) =>
  (desk: Desk, command: Command): Promise<number> =>
    bringUp(desk, { flags: readChangeFlags(command), section });
