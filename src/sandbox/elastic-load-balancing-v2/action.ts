import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Call } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getByArn, invalid } from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import type { LoadBalancer, TargetGroup } from "./tables.ts";
import { balancersOf } from "./target-group-use.ts";

/** Checks what a listener or a rule is to do, and writes it as AWS tells it. Source: API reference, Action. */
export function toActions(
  call: Call,
  asked: readonly Action[] | undefined,
  balancer: LoadBalancer,
): readonly Action[] {
  const [action, ...more] = asked ?? [];
  if (action === undefined || more.length > 0)
    throw new SandboxError("sandbox listeners and rules have exactly one action");
  if (action.Type === "forward") return [toForward(call, action, balancer)];
  if (action.Type === "redirect") return [toRedirect(action)];
  if (action.Type === "fixed-response") return [toFixedResponse(action)];
  throw new SandboxError(`sandbox has no action of type ${action.Type}`);
}

function toForward(call: Call, action: Action, balancer: LoadBalancer): Action {
  const groups = action.ForwardConfig?.TargetGroups ?? [];
  const arn = action.TargetGroupArn ?? groups[0]?.TargetGroupArn;
  if (arn === undefined || groups.length > 1)
    throw new SandboxError("sandbox forwards to exactly one target group");
  const group = getByArn(call, KINDS.targetGroup, arn);
  if (group.vpcId !== balancer.vpcId)
    throw new Refusal(
      "InvalidConfigurationRequestException",
      `The target group '${arn}' is in another VPC than the load balancer`,
    );
  checkUse(call, group, balancer);
  return {
    Type: "forward",
    TargetGroupArn: arn,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: arn, Weight: 1 }],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}

/** Source: API reference, TargetGroupAssociationLimit: a target group is used by one load balancer. */
function checkUse(call: Call, group: TargetGroup, balancer: LoadBalancer): void {
  const others = balancersOf(call, group.id).filter((arn) => arn !== balancer.id);
  if (others.length > 0)
    throw new Refusal(
      "TargetGroupAssociationLimitException",
      `The following target groups cannot be associated with more than one load balancer: ${group.id}`,
    );
}

function toRedirect({ RedirectConfig: to }: Action): Action {
  if (to?.StatusCode === undefined) throw invalid("A redirect action needs a status code");
  return {
    Type: "redirect",
    RedirectConfig: {
      Protocol: to.Protocol ?? "#{protocol}",
      Port: to.Port ?? "#{port}",
      Host: to.Host ?? "#{host}",
      Path: to.Path ?? "/#{path}",
      Query: to.Query ?? "#{query}",
      StatusCode: to.StatusCode,
    },
  };
}

function toFixedResponse({ FixedResponseConfig: answer }: Action): Action {
  if (!/^[245]\d\d$/.test(answer?.StatusCode ?? ""))
    throw invalid(`The status code '${answer?.StatusCode ?? ""}' must be of the form 2XX, 4XX or 5XX`);
  return { Type: "fixed-response", FixedResponseConfig: { ...answer, StatusCode: answer?.StatusCode } };
}
