import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Every folder that a test makes lies in one of the run's own, which goes when the run ends. */
export default function setup(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flashsale-tests-")));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
