import { dirname, join, resolve } from "node:path";
import { placeOf } from "../disk/place.ts";
import type { Desk } from "./desk.ts";

/** Folder of all that the sandbox keeps. */
export const SANDBOX_FOLDER = ".flashsale";

/** Paths of a run: practice and real life never share a file. */
export function pathsOf({ globals, world }: Pick<Desk, "globals" | "world">): {
  config: string;
  state: string;
  sandboxFile: string;
  sandboxSettings: string;
} {
  const config = resolve(world.cwd, globals.config);
  const folder = resolve(world.cwd, SANDBOX_FOLDER);
  const ownState = globals.sandbox
    ? join(folder, "sandbox.state.json")
    : join(dirname(config), "flashsale.state.json");
  return {
    config,
    state: globals.state === undefined ? ownState : resolve(world.cwd, globals.state),
    sandboxFile: join(folder, "sandbox.json"),
    sandboxSettings: join(folder, "sandbox.yaml"),
  };
}

/** {@link pathsOf} with links followed, once: what is locked and written is the file itself, whatever path leads to it. */
export async function placesOf(desk: Pick<Desk, "globals" | "world">): Promise<ReturnType<typeof pathsOf>> {
  const paths = pathsOf(desk);
  const [state, sandboxFile] = await Promise.all([placeOf(paths.state), placeOf(paths.sandboxFile)]);
  return { ...paths, state, sandboxFile };
}
