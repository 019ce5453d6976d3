import type { InstanceStateName } from "@aws-sdk/client-ec2";
import type { Tags } from "../account.ts";
import { findImage } from "../ecr/find.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type Launch, launch, templateRequest } from "./instance-launch.ts";
import { getRecord } from "./kind.ts";
import { type LaunchRequest, mergeRequest } from "./launch-request.ts";
import { removeNetworkInterface } from "./network-interface.ts";
import { type Instance, instances } from "./tables.ts";

export { type Instance, instances };

/** Simulated seconds of an instance's life: see the table in the README. */
const SECONDS = { pending: 20, checked: 150, shuttingDown: 40, lingering: 3600, boot: 100, pull: 30 };

/** What an instance is launched of by a service that launches instances, such as Auto Scaling. */
export interface InstanceLaunch {
  readonly launchTemplateId: string;
  /** A number, `$Latest` or `$Default`. @default "$Default" */
  readonly version?: string | undefined;
  readonly subnetId: string;
  /** Tags of the instance, `aws:` ones included. */
  readonly tags: Tags;
}

/**
 * Launches an instance from a template. Throws EC2's refusals: an unknown template, image, profile or key pair, the quota of
 * vCPUs, a zone without the type or without room for it.
 */
export function launchInstance(call: Call, made: InstanceLaunch): Instance {
  const { launchTemplateId: id, version, subnetId, tags } = made;
  const { request, template } = templateRequest(call, { LaunchTemplateId: id, Version: version });
  const placed: LaunchRequest = mergeRequest(request, { SubnetId: subnetId });
  const all: Launch = { request: placed, template, tags };
  return launch(call, all);
}

/** Terminates an instance; one that is on its way out already is left alone. Throws for an unknown and for a protected one. */
export function terminateInstance(call: Call, id: string): Instance {
  const row = getRecord(call, instances, id);
  if (row.deletedAt !== undefined) return row;
  if (row.terminationProtection) {
    const message = `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
    throw new Refusal("OperationNotPermitted", message);
  }
  removeNetworkInterface(call, row.networkInterfaceId, SECONDS.shuttingDown);
  return call.account.table(instances.table).retire(id, SECONDS.shuttingDown + SECONDS.lingering);
}

/** The state in which an instance is now. */
export function instanceState(row: Instance, call: Call): InstanceStateName {
  const { clock } = call.account;
  if (row.deletedAt !== undefined)
    return clock.secondsSince(row.deletedAt) < SECONDS.shuttingDown ? "shutting-down" : "terminated";
  if (clock.secondsSince(row.createdAt) < SECONDS.pending) return "pending";
  return (call.imposedOn({ ...instances.table, id: row.id }) ?? "running") as InstanceStateName;
}

/** True once EC2's own checks of a running instance have passed. */
export function isChecked(row: Instance, call: Call): boolean {
  return (
    instanceState(row, call) === "running" &&
    call.account.clock.secondsSince(row.createdAt) >= SECONDS.checked
  );
}

/** True once the agent of Systems Manager on an instance can have reported: it needs the role's permission. */
export function isManaged(row: Instance, call: Call): boolean {
  return row.profile !== undefined && isChecked(row, call);
}

/** An image in ECR of this account and region as user data names it; where it names a digest, Docker ignores the tag. */
const IMAGE =
  /(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+):([A-Za-z0-9._-]+)(?:@(sha256:[0-9a-f]{64}))?/;

/**
 * True when the application answers on an instance: it has a role, has run for its boot time, and the repository has held
 * the image that its user data names for as long as pulling it takes. One that waits for its image starts when that comes.
 */
export function servesApplication(call: Call, row: Instance): boolean {
  if (instanceState(row, call) !== "running" || row.profile === undefined) return false;
  const { clock } = call.account;
  if (clock.secondsSince(row.createdAt) < SECONDS.boot) return false;
  const text = Buffer.from(row.userData ?? "", "base64").toString("utf8");
  const [, account, region, repository = "", tag = "", digest] = IMAGE.exec(text) ?? [];
  if (account !== call.accountId || region !== call.region) return false;
  const image = findImage(call, repository, { tag, digest });
  return image !== undefined && clock.secondsSince(image.pushedAt) >= SECONDS.pull;
}
