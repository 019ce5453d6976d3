import { rm } from "node:fs/promises";
import type { Command } from "commander";
import { drawTable } from "../../ui/tables.ts";
import { type Desk, loadSettings } from "../context.ts";
import { placesOf } from "../paths.ts";
import type { SandboxAccount } from "../world.ts";

async function open(desk: Desk): Promise<SandboxAccount> {
  const { settings } = await loadSettings({ ...desk, globals: { ...desk.globals, sandbox: true } });
  return desk.world.openSandbox({
    file: (await sandboxPlaces(desk)).sandboxFile,
    region: desk.globals.region ?? settings.region,
  });
}

const sandboxPlaces = (desk: Desk) => placesOf({ ...desk, globals: { ...desk.globals, sandbox: true } });

/** `sandbox list`: what exists in the simulated account. */
export async function listSandbox(desk: Desk): Promise<number> {
  const resources = (await open(desk)).list();
  const { output, globals } = desk;
  if (globals.json) output.document({ schema: 1, resources });
  else if (resources.length === 0) output.data("The sandbox is empty.");
  else {
    const columns = [{ title: "SERVICE" }, { title: "TYPE" }, { title: "ID" }, { title: "NAME" }];
    const rows = resources.map(({ service, type, id, name }) => [service, type, id, name ?? "-"]);
    output.data(drawTable({ columns, rows }, output.page("stdout")));
  }
  return 0;
}

/** `sandbox reset`: forgets the account, its state and its settings. */
export async function resetSandbox(desk: Desk, _command: Command): Promise<number> {
  const paths = await sandboxPlaces(desk);
  const account = await desk.world.openSandbox({ file: paths.sandboxFile, region: "us-east-1" });
  account.reset();
  const files = [paths.state, `${paths.state}.backup`, paths.sandboxSettings];
  await Promise.all(files.map((file) => rm(file, { force: true })));
  desk.output.tell("The sandbox is empty again.");
  return 0;
}
