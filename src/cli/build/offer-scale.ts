import type { Command } from "commander";
import { contents } from "../../sections/contents.ts";
import { readChangeFlags } from "../change-flags.ts";
import { bringUp } from "../commands/up.ts";
import type { Desk } from "../context.ts";
import { samePlace } from "../same-place.ts";

/** What comes after an image is there, by the name of its section. */
const NEXT = "scale";

/** Offers to bring up what runs the image: asks on a terminal, and says the command elsewhere. Answers the exit code. */
export async function offerScale(desk: Desk, command: Command): Promise<number> {
  const { output, prompts, globals, canAsk } = desk;
  const section = contents.find(({ name }) => String(name) === NEXT)?.name;
  if (section === undefined) return 0;
  const words = `flashsale-setup ${section}`;
  if (!canAsk || globals.yes) {
    output.tell(["", "To run it on instances:", "", `    ${words}${samePlace(globals)}`]);
    return 0;
  }
  const isWanted = await prompts.confirm({ message: `Bring up ${section} with it now?`, flag: words });
  return isWanted ? bringUp(desk, { flags: readChangeFlags(command), section }) : 0;
}
