import { findRunningInstances } from "../../resources/ec2/running-instances.ts";
import type { ControlContext, ControlFinding, ControlSpec } from "../verification.ts";

/** Whether every running instance carries the profile: EC2 may launch one without it, which then may do nothing. */
export const profileControl: ControlSpec = {
  name: "instances",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const wanted = `${settings.displayName}AppRole`;
    const instances = await findRunningInstances(env, settings.name);
    if (instances.length === 0)
      return { state: "warning", detail: "no instance of the application is running" };
    const bare = instances.filter(({ profile }) => profile !== wanted).map(({ id }) => id);
    if (bare.length === 0)
      return { state: "ok", detail: `${instances.length} running, each with its profile` };
    return {
      state: "problem",
      detail: `without the profile ${wanted}: ${bare.join(", ")}`,
      cause: "Without it an instance can read neither its secrets nor its image.",
      fix: bare.map(
        (id) =>
          `aws ec2 associate-iam-instance-profile --instance-id ${id} --iam-instance-profile Name=${wanted}`,
      ),
    };
  },
};
