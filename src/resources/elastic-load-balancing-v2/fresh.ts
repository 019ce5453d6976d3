import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";

/** Seconds during which what was only just made may be unknown to the call that uses it. */
const FRESH_SECONDS = 120;

const UNKNOWN = [
  "CertificateNotFound",
  "SubnetNotFound",
  "InvalidSecurityGroup",
  "LoadBalancerNotFound",
  "ListenerNotFound",
  "TargetGroupNotFound",
];

/** InvalidSubnet, "VPC vpc-0abc has no internet gateway": seconds after one was attached. */
const isGatewayLag = (error: unknown): boolean =>
  hasName(error, ["InvalidSubnet"]) && /no internet gateway/i.test(errorMessage(error));

/** Makes a call that names things which were only just made, and repeats it while AWS does not know them yet. */
export function onceKnown<T>(aws: Aws, call: () => Promise<T>): Promise<T> {
  const isLag = (error: unknown): boolean => hasName(error, UNKNOWN) || isGatewayLag(error);
  return untilSettled(call, { isLag, budgetSeconds: FRESH_SECONDS }, aws.clock);
}
