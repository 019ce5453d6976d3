import type { CheckContext, SettingProblem } from "../section.ts";
import { balancerName } from "./names.ts";

/** What Elastic Load Balancing would refuse: a certificate of elsewhere, a name that it keeps for itself. */
export function checkScale(context: CheckContext): Promise<readonly SettingProblem[]> {
  return Promise.resolve([...checkCertificate(context), ...checkName(context)]);
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
