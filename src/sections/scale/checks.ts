import type { CheckContext, SettingProblem } from "../section.ts";
import { IMAGE_KEY, isImageReady, isRunning } from "./lookups.ts";
import { balancerName, repositoryName } from "./names.ts";

/**
 * What Elastic Load Balancing would refuse: a certificate of elsewhere, a name that it keeps for itself; and an image for which a
 * running group would wait in vain.
 */
export function checkScale(context: CheckContext): Promise<readonly SettingProblem[]> {
  return Promise.resolve([...checkCertificate(context), ...checkName(context), ...checkImage(context)]);
}

/** Instances that are rolled over to an image that is not there would never become healthy. */
function checkImage({ settings, answers, observation }: CheckContext): SettingProblem[] {
  const { imageTag: value } = settings.deploy;
  const told = answers.get(IMAGE_KEY);
  // Where the repository could not be looked into, nobody knows.
  const isMissing = told?.notices.length === 0 && !isImageReady(answers);
  if (!isMissing || !isRunning(answers)) return [];
  const image = `${repositoryName(settings)}:${value}`;
  const templates = observation.get("ec2/launch-template") ?? [];
  if (templates.some(({ props }) => String(props.userData).includes(image))) return [];
  const allowed = `the tag of an image in the repository ${repositoryName(settings)}`;
  const text = "it has no image of this tag, and instances without one never become healthy";
  return [{ key: "deploy.imageTag", value, allowed, text }];
}

function checkCertificate({ env, settings }: CheckContext): SettingProblem[] {
  const { certificateArn: value } = settings.scale;
  const [, , , region, account] = value?.split(":") ?? [];
  if (value === undefined || (region === env.region && account === env.account)) return [];
  const allowed = `a certificate of ${env.region} in the account ${env.account}`;
  const text = "a load balancer takes certificates of its own region and account only";
  return [{ key: "scale.certificateArn", value, allowed, text }];
}

/** Source: Elastic Load Balancing API reference, CreateLoadBalancer, Name. */
function checkName({ settings }: CheckContext): SettingProblem[] {
  if (!balancerName(settings).startsWith("internal-")) return [];
  const allowed = "any other name that does not begin with internal";
  const text = `the load balancer would be ${balancerName(settings)}, and AWS keeps names that begin with internal-`;
  return [{ key: "name", value: settings.name, allowed, text }];
}
