import { newFolder, round, runNode } from "./processes.mjs";

const SPEED = 60;
const AIM = 1.05;

/**
 * Seconds that AWS itself takes on the way to what is last, summed by hand from the simulated account's durations. The
 * longest way that was gone counts.
 * db.instance: VPC 2 + subnet 2 + creating 780 + first backup 60 + pause 20 + second backup 30
 * kafka.topic: VPC 2 + subnet 2 + cluster creating 1700 + topic creating 3, shown by the reads 60 later
 */
const WAYS = { "db.instance": 2 + 2 + 780 + 60 + 20 + 30, "kafka.topic": 2 + 2 + 1700 + 3 + 60 };

/** Wall time of `up`, from its first event to its last, over the critical path. */
export async function benchUp(report, program) {
  const cwd = await newFolder();
  const env = { FLASHSALE_SANDBOX_SPEED: String(SPEED) };
  const { stdout } = await runNode([program, "up", "--sandbox", "--yes", "--json"], { cwd, env });
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const wall = (Date.parse(events.at(-1).time) - Date.parse(events[0].time)) / 1000;
  const gone = Object.entries(WAYS).filter(([last]) =>
    events.some(({ address }) => address?.startsWith(last)),
  );
  const [last, seconds] = gone.sort(([, a], [, b]) => b - a)[0];
  const ratio = round(wall / (seconds / SPEED), 3);
  const text = `${ratio} times: ${round(wall)} s over ${round(seconds / SPEED)} s (${last})`;
  report({ name: `up at speed ${SPEED} over its critical path`, text, value: ratio, target: AIM });
}
