import { medianOf, round, runNode } from "./processes.mjs";

const RUNS = 15;
const AIM = 1.5;

/** `--version` and `--help` over a node that does nothing; the three take turns, so that a busy minute counts for all. */
export async function benchStartup(report, program) {
  const commands = { bare: ["-e", "0"], "--version": [program, "--version"], "--help": [program, "--help"] };
  const times = { bare: [], "--version": [], "--help": [] };
  for (let run = 0; run < RUNS; run++) {
    for (const [name, args] of Object.entries(commands)) times[name].push((await runNode(args)).ms);
  }
  const bare = medianOf(times.bare);
  for (const flag of ["--version", "--help"]) {
    const ms = medianOf(times[flag]);
    const text = `${round(ms / bare)} times: ${round(ms, 0)} ms over ${round(bare, 0)} ms of bare node`;
    report({ name: `start: ${flag}`, text, value: round(ms / bare), target: AIM });
  }
}
