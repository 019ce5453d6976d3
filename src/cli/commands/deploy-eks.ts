import type { Command } from "commander";
import { secretName } from "../../ui/env-format/k8s.ts";
import { type Desk, openContext } from "../context.ts";
import { collectFacts } from "../render/collect.ts";
import { applyEks, renderEks, renderPodRole } from "../render/eks.ts";
import { show, tellSteps } from "../render/show.ts";

/** `deploy eks`: the Kubernetes objects of the application; the Secret that they refer to is made by a pipe. */
export async function deployEks(desk: Desk, command: Command): Promise<number> {
  const given = command.opts<{ render?: string; force?: boolean }>();
  const context = await openContext(desk, { writes: false });
  try {
    const facts = collectFacts(context);
    // The role's document is for a folder only: what goes to stdout is for kubectl.
    const manifests = [...renderEks(facts), ...(given.render === undefined ? [] : [renderPodRole()])];
    await show(context, manifests, { ...given, separator: "---\n" });
    tellSteps(context, given.render, applyEks(facts));
    context.output.tell([
      `The Secret ${secretName(facts.name)} is made by the pipe above: its values are in no file and no command line.`,
      `The nodes or pods need the security group ${facts.securityGroupId}: database, cache and brokers take connections from it alone.`,
    ]);
    return 0;
  } finally {
    await context.close();
  }
}
