import { findRunningInstances, type RunningInstance } from "../../resources/ec2/running-instances.ts";
import type { ControlContext, ControlFinding, ControlSpec } from "../verification.ts";

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
