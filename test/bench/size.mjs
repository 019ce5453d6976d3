import { ROOT, round, runCommand } from "./processes.mjs";

const PACKED_BYTES = 2_000_000;

/** What a user downloads and what it takes on disk. Packed afresh, but not built again. */
export async function benchSize(report) {
  const { stdout } = await runCommand("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
  });
  const [{ size, unpackedSize, files }] = JSON.parse(stdout);
  const text = `${size} bytes in ${files.length} files, ${round(unpackedSize / 1e6)} MB unpacked`;
  report({ name: "packed tarball", text, value: size, limit: PACKED_BYTES });
}
