import type { Command } from "commander";
import { registerTaskDefinition } from "../../resources/ecs/task-definition.ts";
import { type Desk, openContext } from "../context.ts";
import { collectFacts } from "../render/collect.ts";
import { applyEcs, type EcsChoice, renderEcs, toTaskDefinition } from "../render/ecs.ts";
import { show, tellSteps } from "../render/show.ts";

interface Given {
  readonly render?: string;
  readonly force?: boolean;
  readonly register?: boolean;
  readonly cluster?: string;
  readonly targetGroup?: string;
}

/** `deploy ecs`: the Fargate task definition and service of the application; `--register` registers the first. */
export async function deployEcs(desk: Desk, command: Command): Promise<number> {
  const given = command.opts<Given>();
  const { register = false } = given;
  const allow = register ? (["ECS.RegisterTaskDefinition"] as const) : [];
  const context = await openContext(desk, { writes: false, allow });
  try {
    const facts = collectFacts(context);
    const choice: EcsChoice = {
      cluster: given.cluster ?? facts.name,
      targetGroupArn: given.targetGroup,
      isRegistered: register,
    };
    const arn = register
      ? await registerTaskDefinition(context.aws, toTaskDefinition(facts, choice))
      : undefined;
    const manifests = renderEcs(facts, choice);
    await show(context, manifests, { ...given, more: arn === undefined ? {} : { taskDefinitionArn: arn } });
    if (arn !== undefined) context.output.tell(`${arn} is registered.`);
    tellSteps(context, given.render, applyEcs(facts, choice));
    return 0;
  } finally {
    await context.close();
  }
}
