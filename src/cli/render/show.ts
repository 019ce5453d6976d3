import { resolve } from "node:path";
import { JSON_SCHEMA } from "../../ui/json-view.ts";
import { sayInline } from "../../ui/page.ts";
import type { Context } from "../context.ts";
import type { Manifest } from "./facts.ts";
import { writeFiles } from "./write-files.ts";

/** How rendered files are shown. */
export interface Showing {
  /** The folder that they go to. @default stdout */
  readonly render?: string | undefined;
  readonly force?: boolean | undefined;
  /** What stands between files on stdout. @default nothing */
  readonly separator?: string;
  /** Further members of the JSON document. @default none */
  readonly more?: object;
}

/** Writes the files into a folder, or their texts to stdout; with `--json` one document that has both. */
export async function show(
  context: Context,
  manifests: readonly Manifest[],
  { render, force = false, separator = "", more = {} }: Showing,
): Promise<void> {
  const { output, world, globals } = context;
  const written = render === undefined ? [] : await writeFiles(resolve(world.cwd, render), manifests, force);
  const files = manifests.map(({ file, text }) => ({ file, text }));
  if (globals.json) output.document({ schema: JSON_SCHEMA, files, written, ...more });
  else if (render === undefined) output.data(files.map(({ text }) => text).join(separator));
  for (const path of written) output.tell(`${path} is written.`);
}

/** Tells what the user runs next; it is not run here. */
export function tellSteps(
  { output }: Context,
  render: string | undefined,
  commands: readonly string[],
): void {
  const where =
    render === undefined
      ? "Applying it is yours; with the files of --render DIR:"
      : `Applying it is yours, in ${render}:`;
  output.tell([
    "",
    where,
    "",
    ...commands.map((command) => `    ${sayInline(output, output.complete(command))}`),
    "",
  ]);
}
