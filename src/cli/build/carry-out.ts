import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRegistryLogin } from "../../resources/ecr/registry-login.ts";
import type { Context } from "../context.ts";
import { runStep } from "./run-step.ts";
import { demandBuildable, folderNameOf, type Source } from "./source.ts";
import { type BuildPlan, buildSteps } from "./steps.ts";

/** What a build works with. */
export type BuildContext = Pick<Context, "aws" | "output" | "redactor" | "signal" | "world">;

/** A build of which only the folder is open. */
export type PlanIn = (folder: string) => BuildPlan;

/** Runs every step of a build, in the source's own folder or in a clone that is removed afterwards. */
export async function buildAndPush(context: BuildContext, source: Source, planIn: PlanIn): Promise<void> {
  if (source.kind === "folder") {
    await demandBuildable(source.folder);
    return runSteps(context, planIn(source.folder));
  }
  const place = await mkdtemp(join(tmpdir(), "flashsale-build-"));
  const clear = (): Promise<void> => rm(place, { recursive: true, force: true });
  // A second signal ends the process before this function returns.
  context.world.onExit(clear);
  try {
    await runSteps(context, planIn(join(place, folderNameOf(source.url))));
  } finally {
    await clear();
  }
}

async function runSteps(context: BuildContext, plan: BuildPlan): Promise<void> {
  const steps = buildSteps(plan);
  for (const [index, step] of steps.entries()) {
    const place = `${index + 1} of ${steps.length}`;
    const cwd = step.isInside ? plan.folder : context.world.cwd;
    await runStep(context, step, {
      place,
      cwd,
      ...(step.takesPassword === true ? await logIn(context) : {}),
    });
    if (plan.clone !== undefined && index === 0) await demandBuildable(plan.folder);
  }
}

/** Asked for right before it is used: it is good for hours only. */
async function logIn({ aws, redactor }: BuildContext): Promise<{ password: string }> {
  const { password } = await readRegistryLogin(aws, (secret) => redactor.learn(secret));
  return { password };
}
