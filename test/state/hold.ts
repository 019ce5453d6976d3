import { StateError } from "../../src/errors.ts";
import { lockState } from "../../src/state/lock.ts";
import { fastWatch } from "./fast-watch.ts";

// Takes the lock of a state and holds it until its input ends: `hold FILE COMMAND [hasty]`. Tells what happens, a
// line each. One that is hasty takes what would be silent for so long for silent at once.
const [, , file = "", command = "", hasty] = process.argv;
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

async function hold(): Promise<void> {
  const onLost = (error: StateError): void => tell(`lost ${error.code}`);
  const lock = await lockState({
    file,
    command,
    onLost,
    notice: (text) => tell(`notice ${text}`),
    ...(hasty === undefined ? {} : { watch: fastWatch() }),
  });
  tell("held");
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once("end", resolve));
  await lock.release();
  tell("released");
}

hold().catch((error: unknown) =>
  tell(error instanceof StateError ? `refused ${error.detail}` : String(error)),
);
