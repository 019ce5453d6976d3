import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bug } from "../errors.ts";

const FOLDER = "templates";

/** Every folder from one up to the root. */
function* upwards(folder: string): Generator<string> {
  for (let here = folder; ; here = dirname(here)) {
    yield here;
    if (dirname(here) === here) return;
  }
}

/**
 * Reads one of the guide's files, such as `kafka/kafka-config.properties`. They lie beside `dist/` in the installed package
 * and beside `src/` in the repository, so that the way up from this module leads to them from either.
 */
export function readTemplate(name: string): string {
  for (const folder of upwards(dirname(fileURLToPath(import.meta.url)))) {
    const file = join(folder, FOLDER, name);
    if (existsSync(file)) return readFileSync(file, "utf8");
  }
  throw new Bug(`The package lacks ${FOLDER}/${name}.`);
}
