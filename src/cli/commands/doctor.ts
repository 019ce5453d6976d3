import type { Command } from "commander";
import { Cancelled } from "../../errors.ts";
import { drawFindings } from "../../ui/doctor-view.ts";
import { type Desk, loadSettings } from "../context.ts";
import { accountFindings } from "../doctor/account.ts";
import { exitCodeOf } from "../doctor/finding.ts";
import { machineFindings } from "../doctor/machine.ts";
import { declarationsOf } from "../estimate.ts";
import { actionsOf, policyOf } from "../permissions.ts";

/** `doctor`: every prerequisite, what was found of it, and the command that mends it. Reads only. */
export async function doctor(desk: Desk, command: Command): Promise<number> {
  if (command.opts<{ policy?: boolean }>().policy === true) return printPolicy(desk);
  const { output, globals, world } = desk;
  const looks = await Promise.all([machineFindings(world), accountFindings(desk)]);
  demandGoing(desk);
  const findings = looks.flat();
  const code = exitCodeOf(findings);
  if (globals.json) output.document({ schema: 1, ok: code === 0, findings });
  else output.data(drawFindings(findings, output.page("stdout")));
  return code;
}

/** What an interrupted look found would be taken for what is wrong. */
function demandGoing({ signal, world }: Desk): void {
  if (!signal.aborted) return;
  const { reason } = world.signal as { reason: unknown };
  const text = {
    code: "DoctorStopped",
    summary: "The doctor was stopped",
    detail: "Not everything was looked at, so nothing is told. Nothing was changed.",
  };
  throw new Cancelled(text, typeof reason === "number" ? reason : 130);
}

/** Asks AWS nothing: who needs the policy may have no access yet. */
async function printPolicy(desk: Desk): Promise<number> {
  const { settings } = await loadSettings(desk, { orDefaults: true });
  const region = desk.globals.region ?? settings.region;
  const actions = actionsOf(settings, declarationsOf(settings));
  const place = { partition: partitionOf(region), account: settings.account ?? "*", region, settings };
  desk.output.data(JSON.stringify(policyOf(actions, place), undefined, 2));
  return 0;
}

/** Source: AWS General Reference, "Amazon Resource Names (ARNs)", partitions. */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
