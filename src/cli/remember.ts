import { readFile } from "node:fs/promises";
import type { Edit } from "../settings/commented.ts";
import { editFile, editText, writeSettings } from "../settings/edit.ts";
import type { Desk } from "./context.ts";
import { pathsOf } from "./paths.ts";

/**
 * Writes what a command sets into the settings and tells it. Practice edits no real file: in the sandbox its own settings are
 * edited. Where `--config` names a file they are made anew from that one, since that is what the command was carried out with.
 */
export async function remember(
  desk: Pick<Desk, "globals" | "world" | "output">,
  edits: readonly Edit[],
): Promise<void> {
  const { globals, output } = desk;
  const { sandboxSettings, config } = pathsOf(desk);
  const file = globals.sandbox ? sandboxSettings : config;
  const isAnew = globals.sandbox && globals.configGiven;
  if (isAnew) await writeSettings(file, editText(await readFile(config, "utf8"), edits));
  else await editFile(file, config, edits);
  const what = edits.map(([key, value]) => `${key}: ${String(value)}`).join(", ");
  const anew = isAnew
    ? ` It is made from ${globals.config}, which stays as it is; sandbox runs without --config use it.`
    : "";
  output.tell(`${file}: ${what}.${anew}`);
}
