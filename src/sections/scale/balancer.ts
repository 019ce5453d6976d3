import type { Input, Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";
import type { Action } from "../../resources/elastic-load-balancing-v2/actions.ts";
import { listener } from "../../resources/elastic-load-balancing-v2/listener.ts";
import { listenerRule } from "../../resources/elastic-load-balancing-v2/listener-rule.ts";
import { loadBalancer } from "../../resources/elastic-load-balancing-v2/load-balancer.ts";
import type { AwsStack } from "../../resources/index.ts";
import type { NetworkHandles } from "../network/handles.ts";
import type { Settings } from "../settings.ts";
import { balancerName, HEALTH_PATH } from "./names.ts";

/** TLS 1.2 and 1.3. Source: Elastic Load Balancing User Guide, "Security policies for your Application Load Balancer". */
const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** What the load balancer is made of. */
interface BalancerInput {
  readonly settings: Settings;
  readonly network: NetworkHandles;
  readonly targetGroupArn: Ref<string>;
}

/** A load balancer that stands, with what must stand before instances are worth their start. */
interface Balancer {
  readonly dnsName: Ref<string>;
  readonly listeners: readonly Handle<unknown>[];
}

/** Declares the load balancer over the edge subnets, its listeners and their rules. */
export function declareBalancer(stack: AwsStack, input: BalancerInput): Balancer {
  const { settings, network } = input;
  const name = balancerName(settings);
  const balancer = stack.add(
    loadBalancer,
    "scale.load-balancer",
    {
      name,
      scheme: "internet-facing",
      subnetIds: network.edgeSubnetIds,
      securityGroupIds: [network.groups.loadBalancer],
    },
    network.egress,
  );
  const { dnsName, loadBalancerArn } = balancer.out;
  const place = { loadBalancerArn, loadBalancerName: name };
  return { dnsName, listeners: declareListeners(stack, place, input) };
}

interface Place {
  readonly loadBalancerArn: Ref<string>;
  readonly loadBalancerName: string;
}

/** Without a certificate port 80 serves. */
function declareListeners(stack: AwsStack, place: Place, input: BalancerInput): Handle<unknown>[] {
  const { certificateArn } = input.settings.scale;
  const forward = { kind: "forward" as const, targetGroupArn: input.targetGroupArn };
  if (certificateArn !== undefined) return declareHttps(stack, place, { input, forward, certificateArn });
  const http = stack.add(listener, "scale.listener.http", {
    ...place,
    port: 80,
    protocol: "HTTP",
    action: forward,
  });
  const prefix = "scale.rule";
  return [http, ...declareRules(stack, { place, of: http, prefix, actions: actionsOf(forward) })];
}

interface HttpsInput {
  readonly input: BalancerInput;
  readonly forward: ActionInput;
  readonly certificateArn: string;
}

/**
 * With a certificate port 443 serves and port 80 only leads there: once 443 stands with its rules, so that a certificate that
 * is refused takes nothing away. The rules of port 80 stay, and lead there too: should it serve again, it shows no more than before.
 * Port 443 may come while instances run: it answers 404 until what must stay hidden is, and serves by a rule after that.
 */
function declareHttps(
  stack: AwsStack,
  place: Place,
  { forward, certificateArn }: HttpsInput,
): Handle<unknown>[] {
  const https = stack.add(listener, "scale.listener.https", {
    ...place,
    port: 443,
    protocol: "HTTPS",
    action: { kind: "not-found" },
    certificateArn,
    sslPolicy: SSL_POLICY,
  });
  const actions = actionsOf(forward);
  const prefix = "scale.rule.https";
  const guarding = declareRules(stack, { place, of: https, prefix, actions });
  const application = stack.add(
    listenerRule,
    `${prefix}.application`,
    {
      listenerArn: https.out.listenerArn,
      loadBalancerName: place.loadBalancerName,
      priority: 3,
      pathPatterns: ["/*"],
      action: forward,
    },
    guarding,
  );
  const serving = [https, ...guarding, application];
  const action = { kind: "redirect-to-https" as const };
  const http = stack.add(
    listener,
    "scale.listener.http",
    { ...place, port: 80, protocol: "HTTP", action },
    serving,
  );
  const leading = { health: action, actuator: action };
  const rules = { place, of: http, prefix: "scale.rule", actions: leading, after: serving };
  return [...serving, http, ...declareRules(stack, rules)];
}

type ActionInput = Input<Action>;

/** What happens to requests for what the application tells about itself. */
type RuleActions = Readonly<Record<"health" | "actuator", ActionInput>>;

/** Of what the application tells about itself, the world sees its health and nothing else. */
const actionsOf = (forward: ActionInput): RuleActions => ({
  health: forward,
  actuator: { kind: "not-found" },
});

interface RulesInput {
  readonly place: Place;
  readonly of: Handle<{ listenerArn: string }>;
  /** What their addresses begin with. */
  readonly prefix: string;
  readonly actions: RuleActions;
  readonly after?: readonly Handle<unknown>[];
}

function declareRules(stack: AwsStack, { place, of, prefix, actions, after }: RulesInput): Handle<unknown>[] {
  const { loadBalancerName } = place;
  const rule = { listenerArn: of.out.listenerArn, loadBalancerName };
  const health = { ...rule, priority: 1, pathPatterns: [HEALTH_PATH], action: actions.health };
  const pathPatterns = ["/actuator", "/actuator/*"];
  const actuator = { ...rule, priority: 2, pathPatterns, action: actions.actuator };
  return [
    stack.add(listenerRule, `${prefix}.health`, health, after),
    stack.add(listenerRule, `${prefix}.actuator`, actuator, after),
  ];
}
