import type { Command } from "commander";
import type { CallName } from "../../aws/read-only-guard.ts";
import { PlanError } from "../../errors.ts";
import { findDigest, recordImage } from "../../resources/ecr/tagged-image.ts";
import { JSON_SCHEMA } from "../../ui/json-view.ts";
import { sayInline } from "../../ui/page.ts";
import { buildAndPush, type PlanIn } from "../build/carry-out.ts";
import { demandTools } from "../build/check-tools.ts";
import { offerScale } from "../build/offer-scale.ts";
import { folderNameOf, type Source, secretsIn, toSource } from "../build/source.ts";
import { type BuildPlan, toImageName, toScript } from "../build/steps.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { collectImageHome, type ImageHome } from "../render/image-home.ts";

/** What the command line asks of `deploy build`. */
interface BuildRequest {
  readonly source: Source;
  readonly tag: string | undefined;
  readonly dryRun: boolean;
}

/** The calls besides reads: a login for Docker, or in the sandbox the record of an image. */
function callsOf({ globals }: Desk, { dryRun }: BuildRequest): readonly CallName[] {
  if (dryRun) return [];
  return globals.sandbox ? ["ECR.PutImage"] : ["ECR.GetAuthorizationToken"];
}

/** `deploy build [SOURCE]`: builds the application's image and pushes it to where instances pull it from. */
export async function deployBuild(desk: Desk, command: Command): Promise<number> {
  const request = readRequest(desk, command);
  const { source, dryRun } = request;
  if (source.kind === "repository") for (const secret of secretsIn(source)) desk.redactor.learn(secret);
  const context = await openContext(desk, { writes: false, allow: callsOf(desk, request) });
  const { scale } = context.settings;
  try {
    const home = collectImageHome(context, request.tag);
    if (dryRun) return printScript(context, planFor(context, home, source)(shownFolder(source)));
    await makeImage(context, home, source);
  } finally {
    await context.close();
  }
  // The state is closed by now: what is offered opens it again, with its lock.
  return scale.enabled ? offerScale(desk, command) : 0;
}

function readRequest({ world }: Desk, command: Command): BuildRequest {
  const { ref, tag, dryRun = false } = command.opts<{ ref?: string; tag?: string; dryRun?: boolean }>();
  return { source: toSource(command.args[0] ?? ".", ref, world.cwd), tag, dryRun };
}

const shownFolder = (source: Source): string =>
  source.kind === "folder" ? source.folder : folderNameOf(source.url);

const planFor =
  ({ aws, account }: Context, home: ImageHome, source: Source): PlanIn =>
  (folder): BuildPlan => ({
    ...(source.kind === "repository" ? { clone: source } : {}),
    folder,
    localName: home.repositoryName,
    target: home.target,
    platform: `linux/${home.architecture}`,
    region: aws.region,
    ...(account.profile === undefined ? {} : { profile: account.profile }),
  });

function printScript({ output, globals }: Context, plan: BuildPlan): number {
  const commands = toScript(plan);
  const image = toImageName(plan.target);
  if (globals.json) output.document({ schema: JSON_SCHEMA, dryRun: true, image, commands });
  else output.data(commands.map((command) => sayInline(output, command)));
  return 0;
}

async function makeImage(context: Context, home: ImageHome, source: Source): Promise<void> {
  const { output, globals, account, aws } = context;
  if (!home.isMade) throw noRepository(home);
  const { repositoryName, target } = home;
  const asked = { repositoryName, tag: target.tag };
  const isBuilt = !account.sandbox;
  if (isBuilt) {
    await demandTools(context, source);
    await buildAndPush(context, source, planFor(context, home, source));
  }
  const digest = isBuilt ? await findDigest(aws, asked) : await recordImage(aws, asked);
  const image = toImageName(target);
  if (globals.json) output.document({ schema: JSON_SCHEMA, dryRun: false, image, digest, built: isBuilt });
  output.tell(
    isBuilt
      ? `${image} is pushed${digest === undefined ? "" : `, ${digest}`}.`
      : `The sandbox has no Docker and no registry to push to: nothing was cloned, built or pushed. ${image} is recorded as if it had been.`,
  );
}

function noRepository({ repositoryName }: ImageHome): PlanError {
  return new PlanError({
    code: "RepositoryMissing",
    summary: "There is no repository yet",
    detail: `The image would go to the repository ${repositoryName} of Amazon ECR, which does not stand yet; the section deploy makes it. Nothing was built.`,
    fix: ["flashsale-setup deploy"],
  });
}
