import { writeDurably } from "../../src/state/durable-file.ts";

// Writes a counter again and again, and tells each that is on disk: `write-on FILE`.
const [, , file = ""] = process.argv;
const filling = "x".repeat(60_000);

async function writeOn(): Promise<void> {
  for (let count = 1; ; count++) {
    await writeDurably(file, `${file}.backup`, () => JSON.stringify({ count, filling }));
    process.stdout.write(`${count}\n`);
  }
}

void writeOn();
