import type { Advice } from "../ui/summary-view.ts";
import type { Context } from "./context.ts";

/** What to do next, said after a command ended well. */
export function advice({ account, globals }: Context): {
  readonly afterUp: readonly Advice[];
  readonly afterDestroy: readonly Advice[];
} {
  const flag = account.sandbox
    ? " --sandbox"
    : globals.config === "flashsale.yaml"
      ? ""
      : ` --config ${globals.config}`;
  return {
    afterUp: [
      { text: "What stands now:", command: `flashsale-setup status${flag}` },
      { text: "To remove all of it:", command: `flashsale-setup destroy${flag}` },
    ],
    afterDestroy: [{ text: "To build it again:", command: `flashsale-setup up${flag}` }],
  };
}
