import type { Command } from "commander";
import { Cancelled } from "../../errors.ts";
import { drawFindings } from "../../ui/doctor-view.ts";
import type { Desk } from "../context.ts";
import { accountFindings } from "../doctor/account.ts";
import { exitCodeOf } from "../doctor/finding.ts";
import { machineFindings } from "../doctor/machine.ts";
import { printPolicies } from "../permissions/print.ts";
import type { Wish } from "../permissions/purposes.ts";

/** `doctor`: every prerequisite, what was found of it, and the command that mends it. Reads only. */
export async function doctor(desk: Desk, command: Command): Promise<number> {
  const { policy = false } = command.opts<{ policy?: boolean | Wish }>();
  if (policy !== false) return printPolicies(desk, policy === true ? "all" : policy);
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
