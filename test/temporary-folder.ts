import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Every folder that a test makes lies in one of the run's own, which goes when the run ends. */
export function setup(): () => void {
  // A short name: a socket's path may have some hundred characters.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "fs-")));
  // Servers and programs that must not run as root run as somebody else in it.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
