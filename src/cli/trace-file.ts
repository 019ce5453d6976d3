import { constants, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { placeOf } from "../disk/place.ts";
import { demandPlain } from "../disk/plain.ts";
import { named, wordsOf } from "../disk/trouble.ts";
import { usingFile } from "./flag-file.ts";
import type { Globals } from "./globals.ts";
import type { World } from "./world.ts";

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = constants;
const FLAGS = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;

/** Where a trace is wanted, and who is told when it ends early. */
export interface TraceDesk {
  readonly globals: Pick<Globals, "trace">;
  readonly world: Pick<World, "cwd">;
  readonly output: { tell(text: string): void };
}

/** Takes bytes of an open file from an index on; answers how many. */
export type WriteSome = (file: number, bytes: Uint8Array, from: number) => number;

/**
 * Appends to the trace file at once, so that a killed process leaves what it did. What was called was called: a trace that
 * cannot go on is told once and ends, at the end of a whole line.
 * @throws FileError when it cannot be begun.
 */
export async function traceTo(
  { globals, world, output }: TraceDesk,
  write: WriteSome = (file, bytes, from) => writeSync(file, bytes, from),
): Promise<((line: string) => void) | undefined> {
  if (globals.trace === undefined) return undefined;
  const path = resolve(world.cwd, globals.trace);
  const file = await usingFile(`--trace ${globals.trace}`, () => open(path));
  let hasEnded = false;
  return (line) => {
    if (hasEnded) return;
    try {
      append(file, Buffer.from(line.endsWith("\n") ? line : `${line}\n`), write);
    } catch (error) {
      hasEnded = true;
      output.tell(`The trace ends here; the run goes on without it. ${wordsOf(named(path, error))}`);
    }
  };
}

async function open(path: string): Promise<number> {
  const place = (await demandPlain(path)) ?? (await placeOf(path));
  return openSync(place, FLAGS, 0o600);
}

function append(file: number, bytes: Uint8Array, write: WriteSome): void {
  const before = fstatSync(file).size;
  let done = 0;
  try {
    while (done < bytes.length) {
      const taken = write(file, bytes, done);
      if (taken <= 0)
        throw Object.assign(new Error("ENOSPC: nothing more is taken, write"), {
          code: "ENOSPC",
          syscall: "write",
        });
      done += taken;
    }
  } catch (error) {
    // Half a line is no JSON. Where another run appended meanwhile, it stays.
    if (done > 0 && fstatSync(file).size === before + done) ftruncateSync(file, before);
    throw error;
  }
}
