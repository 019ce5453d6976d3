import { type Certificate, findCertificate } from "../../resources/acm/certificates.ts";
import type { CheckContext, SettingProblem } from "../section.ts";
import { IMAGE_KEY, isImageReady, isRunning } from "./lookups.ts";
import { balancerName, repositoryName } from "./names.ts";

/**
 * What Elastic Load Balancing would refuse: a certificate of elsewhere, a name that it keeps for itself; and an image for which a
 * running group would wait in vain.
 */
export async function checkScale(context: CheckContext): Promise<readonly SettingProblem[]> {
  return [...(await checkCertificate(context)), ...checkName(context), ...checkImage(context)];
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

async function checkCertificate(context: CheckContext): Promise<SettingProblem[]> {
  const { env, settings } = context;
  const { certificateArn: value } = settings.scale;
  if (value === undefined) return [];
  const key = "scale.certificateArn";
  const [, , , region, account] = value.split(":");
  if (region !== env.region || account !== env.account) {
    const allowed = `a certificate of ${env.region} in the account ${env.account}`;
    const text = "a load balancer takes certificates of its own region and account only";
    return [{ key, value, allowed, text }];
  }
  if (isServing(context, value)) return [];
  // Where Certificate Manager may not be asked, the listener tells.
  const found = await findCertificate(env, value).catch(() => "untold" as const);
  const text = found === "untold" ? undefined : certificateFault(found);
  return text === undefined ? [] : [{ key, value, allowed: "a certificate that is issued", text }];
}

/** What a listener has already is not judged anew: it goes on serving while its owner renews it. */
const isServing = ({ observation }: CheckContext, certificate: string): boolean =>
  (observation.get("elastic-load-balancing-v2/listener") ?? []).some(
    ({ props }) => props.certificateArn === certificate,
  );

/** Sources: ACM API reference, CertificateDetail; Elastic Load Balancing user guide, "SSL certificates". */
function certificateFault(found: Certificate | undefined): string | undefined {
  if (found === undefined) return "there is no such certificate";
  if (found.status === "PENDING_VALIDATION")
    return "it is not issued yet: it waits for its owner to prove the domain (PENDING_VALIDATION)";
  if (found.status !== "ISSUED") return `it is not issued: ${found.status}`;
  return /^(RSA_|EC_)/.test(found.keyAlgorithm) || found.keyAlgorithm === ""
    ? undefined
    : `load balancers take RSA and EC keys, not ${found.keyAlgorithm}`;
}

/** Source: Elastic Load Balancing API reference, CreateLoadBalancer, Name. */
function checkName({ settings }: CheckContext): SettingProblem[] {
  if (!balancerName(settings).startsWith("internal-")) return [];
  const allowed = "any other name that does not begin with internal";
  const text = `the load balancer would be ${balancerName(settings)}, and AWS keeps names that begin with internal-`;
  return [{ key: "name", value: settings.name, allowed, text }];
}
