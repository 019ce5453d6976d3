import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getRecord } from "./kind.ts";
import { type LaunchTemplate, launchTemplates } from "./tables.ts";

/** How calls name a launch template: by one of the two. */
export interface TemplateName {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

/** EC2's refusal of a name that no template has. */
export function unknownName(name: string): Refusal {
  return new Refusal(
    "InvalidLaunchTemplateName.NotFoundException",
    `The specified launch template, with template name ${name}, does not exist.`,
  );
}

/** Finds a launch template by id or by name. Throws EC2's error for both, for neither, and for one that is not there. */
export function findTemplate(
  call: Call,
  { LaunchTemplateId: id, LaunchTemplateName: name }: TemplateName,
): LaunchTemplate {
  if ((id === undefined) === (name === undefined)) {
    const message = "You must specify either a launch template ID or a launch template name, but not both.";
    throw new Refusal("InvalidParameterCombination", message);
  }
  if (name === undefined) return getRecord(call, launchTemplates, id);
  const found = call.account
    .table(launchTemplates.table)
    .all()
    .find((row) => row.name === name);
  if (found === undefined) throw unknownName(name);
  return found;
}
