import type { ChangeFlags } from "./change-flags.ts";

/** The flags of a command that only looks. */
export const NOTHING_CHOSEN: ChangeFlags = {
  applyAt: undefined,
  replace: new Set<string>(),
  adopt: new Map<string, string>(),
  upgrade: new Set<string>(),
  pruneRules: false,
  skipPreflight: true,
  acceptCost: undefined,
};
