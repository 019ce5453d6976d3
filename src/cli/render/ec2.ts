import { resolveInput, unknownSources } from "../../engine/ref.ts";
import { PlanError } from "../../errors.ts";
import { type LaunchTemplateData, toRequest } from "../../resources/ec2/launch-template-data.ts";
import type { Context } from "../context.ts";
import { declarePinned } from "../declaring.ts";
import { knownIn } from "../outputs.ts";
import type { Manifest } from "./facts.ts";

const TEMPLATE = "deploy.launch-template";

/**
 * What instances are launched with: the user data as it runs, and the launch template's data as EC2 takes it. Neither holds a
 * secret. Asks AWS nothing.
 * @throws PlanError when something that they name does not stand.
 */
export function renderEc2(context: Context): Manifest[] {
  const declared = declarePinned(context).declarations.find(({ address }) => address === TEMPLATE);
  if (declared === undefined) throw notStanding(["the section deploy, which is switched off"]);
  const data = resolveInput(declared.input, knownIn(context.store));
  const missing = unknownSources(data);
  if (missing.length > 0) throw notStanding(missing);
  const template = data as LaunchTemplateData;
  return [
    { file: "user-data.sh", text: template.userData },
    { file: "launch-template-data.json", text: `${JSON.stringify(toRequest(template), undefined, 2)}\n` },
  ];
}

function notStanding(addresses: readonly string[]): PlanError {
  return new PlanError({
    code: "StandsInPart",
    summary: "Not all of it stands yet",
    detail: `The files name what the stack has, and this does not stand: ${addresses.join(", ")}. deploy makes it with all that it needs.`,
    fix: ["flashsale-setup deploy"],
  });
}
