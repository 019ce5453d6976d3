import type { Command } from "commander";
import type { SectionAbout } from "../../sections/about.ts";
import { readChangeFlags } from "../change-flags.ts";
import { bringUp } from "../commands/up.ts";
import type { Desk } from "../context.ts";

/** The section that runs what was built. */
const NEXT: SectionAbout["name"] = "scale";

/** Offers to bring up what runs the image: asks on a terminal, and says the command elsewhere. Answers the exit code. */
export async function offerScale(desk: Desk, command: Command): Promise<number> {
  const { output, prompts, globals, canAsk } = desk;
  const words = `flashsale-setup ${NEXT}`;
  if (!canAsk || globals.yes) {
    output.tell(["", "To run it on instances:", "", `    ${output.complete(words)}`]);
    return 0;
  }
  const isWanted = await prompts.confirm({ message: `Bring up ${NEXT} with it now?`, flag: words });
  return isWanted ? bringUp(desk, { flags: readChangeFlags(command), section: NEXT }) : 0;
}
