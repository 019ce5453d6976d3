import { instance } from "../../resources/ec2/instance.ts";
import { findUserData } from "../../resources/ec2/launch-template.ts";
import { findRunningInstances, type RunningInstance } from "../../resources/ec2/running-instances.ts";
import { findDigest } from "../../resources/ecr/tagged-image.ts";
import { orAbsent } from "../../resources/type.ts";
import { standingControl } from "../standing-control.ts";
import type { ControlContext, ControlFinding, ControlSpec } from "../verification.ts";
import { digestIn, repositoryName, taggedName } from "./image.ts";

/** Whether the repository still holds the image that new instances pull: what expired, or was deleted, runs on until one is replaced. */
export const imageControl: ControlSpec = {
  name: "instances",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const userData = (await findUserData(env, `${settings.name}-app`)) ?? "";
    const digest = digestIn(userData, settings);
    const build = "flashsale-setup deploy build";
    if (digest === undefined)
      return { state: "warning", detail: "no instance was started from an image yet", fix: [build] };
    const image = `${taggedName(settings)}@${digest}`;
    const find = () => findDigest(env, { repositoryName: repositoryName(settings), digest });
    if ((await orAbsent(find, "RepositoryNotFoundException")) !== undefined)
      return { state: "ok", detail: `${image} is in its repository` };
    return {
      state: "problem",
      detail: `${image} is no longer in its repository`,
      cause: "What runs goes on, but an instance that is started now, or starts again, finds no image.",
      fix: [build, "flashsale-setup up"],
    };
  },
};

/** Whether every running instance carries the profile: EC2 may launch one without it, which then may do nothing. */
export const profileControl: ControlSpec = {
  name: "instances",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const wanted = `${settings.displayName}AppRole`;
    const instances = await findRunningInstances(env, settings.name);
    if (instances.length === 0)
      return { state: "warning", detail: "no instance of the application is running" };
    const wrong = instances.filter(({ profile }) => profile !== wanted);
    if (wrong.length === 0)
      return { state: "ok", detail: `${instances.length} running, each with its profile` };
    return {
      state: "problem",
      detail: `without the profile ${wanted}: ${wrong.map(describe).join(", ")}`,
      cause: "Without it an instance can read neither its secrets nor its image.",
      fix: wrong.map((instance) => toCommand(instance, wanted)),
    };
  },
};

const describe = ({ id, profile }: RunningInstance): string =>
  profile === undefined ? id : `${id} (it has ${profile})`;

/** EC2 refuses to add a profile where there is one: that must be replaced by the id of its association. */
function toCommand({ id, profile }: RunningInstance, wanted: string): string {
  const given = `--iam-instance-profile Name=${wanted}`;
  if (profile === undefined) return `aws ec2 associate-iam-instance-profile --instance-id ${id} ${given}`;
  const association = `aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values=${id} --query 'IamInstanceProfileAssociations[0].AssociationId' --output text`;
  return `aws ec2 replace-iam-instance-profile-association --association-id "$(${association})" ${given}`;
}

/** Whether the instance that is nobody's but the stack's runs: one that somebody stopped does not start by itself. */
const singleControl = standingControl({
  name: "instances",
  parts: () => [{ address: "deploy.instance", type: instance, idFrom: "instanceId" }],
  fix: "flashsale-setup deploy ec2",
  cause: "Until it runs again it serves nothing.",
});

/** Whether what runs is as it should be, and could be started again. */
export const instanceControl: ControlSpec = {
  name: "instances",
  async check(context: ControlContext): Promise<ControlFinding> {
    const single = context.settings.deploy.instance ? await singleControl.check(context) : undefined;
    const [running, image] = await Promise.all([profileControl.check(context), imageControl.check(context)]);
    const found = [...(single === undefined ? [] : [single]), running, image];
    return found.find(({ state }) => state === "problem") ?? (single?.state === "warning" ? single : running);
  },
};
