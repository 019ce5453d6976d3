import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
  paginateDescribeRules,
  type Rule,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Scope, Tags } from "../../engine/resource.ts";
import { collect, idFrom, ignoreAbsent, orAbsent, resourceType } from "../type.ts";
import { type Action, fromActions, toActions } from "./actions.ts";
import { onceKnown } from "./fresh.ts";
import { arnsIn, shareListeners } from "./listener.ts";
import { changeTags, type KnownTags, shareTags, withTags } from "./tagging.ts";

/** What a listener rule is asked to be: what happens to requests for certain paths. */
export type ListenerRuleProps = {
  listenerArn: string;
  /** By which it is found while nothing is known of the load balancer but its name. */
  loadBalancerName: string;
  /** 1 to 50000; the rule with the lowest decides. */
  priority: number;
  /** 1 to 5 patterns, case-sensitive; `*` stands for any text. */
  pathPatterns: readonly string[];
  action: Action;
  tags: Tags;
};

export type ListenerRuleAttributes = { ruleArn: string };

type ObservedRule = Observed<ListenerRuleProps, ListenerRuleAttributes>;

/** A rule with the listener that it belongs to, which AWS does not tell. */
interface Found {
  readonly rule: Rule;
  readonly listenerArn: string;
}

const toName = (listenerArn: string, priority: number): string => `${listenerArn} ${priority}`;

/** The listener in a rule's ARN: `…:listener-rule/app/NAME/ID/LISTENER/RULE`. */
const listenerIn = (ruleArn: string): string =>
  ruleArn.replace(":listener-rule/", ":listener/").split("/").slice(0, -1).join("/");

/** The rules that somebody made: the default action of a listener is told as a rule, too. */
async function findRules(aws: Aws, listenerArn: string): Promise<Found[]> {
  const pages = paginateDescribeRules({ client: aws.safe.loadBalancing }, { ListenerArn: listenerArn });
  const read = (): Promise<Rule[]> => collect(pages, (page) => page.Rules);
  const rules = (await orAbsent(read, "ListenerNotFound", "LoadBalancerNotFound")) ?? [];
  return rules.filter(({ IsDefault }) => IsDefault !== true).map((rule) => ({ rule, listenerArn }));
}

/** ARNs of the listeners whose rules are looked for: as natural keys tell, else those of the load balancer of that name. */
async function listenersOf(aws: Aws, scope: Scope): Promise<string[]> {
  if (scope.names.length > 0) return arnsIn(scope.names);
  return (await shareListeners(aws, scope)).flatMap(({ ListenerArn }) => ListenerArn ?? []);
}

async function toObserved(aws: Aws, found: readonly Found[], known?: KnownTags): Promise<ObservedRule[]> {
  const tagged = await withTags(aws, { found, known, arnOf: ({ rule }) => rule.RuleArn });
  return tagged.map(([one, tags]) => describe(one, tags));
}

async function findRule(aws: Aws, arn: string): Promise<ObservedRule | undefined> {
  const command = new DescribeRulesCommand({ RuleArns: [arn] });
  const read = async () => (await aws.safe.loadBalancing.send(command)).Rules;
  const rules = (await orAbsent(read, "RuleNotFound", "ListenerNotFound", "LoadBalancerNotFound")) ?? [];
  const found = rules.map((rule) => ({ rule, listenerArn: listenerIn(arn) }));
  return (await toObserved(aws, found))[0];
}

function describe({ rule, listenerArn }: Found, tags: Tags): ObservedRule {
  const { RuleArn: ruleArn = "" } = rule;
  const priority = Number(rule.Priority);
  const action = fromActions(rule.Actions);
  return {
    id: ruleArn,
    name: toName(listenerArn, priority),
    condition: "standing",
    status: "available",
    props: {
      listenerArn,
      priority,
      pathPatterns: patternsIn(rule.Conditions),
      ...(action === undefined ? {} : { action }),
      tags,
    },
    attributes: { ruleArn },
    tags,
  };
}

const patternsIn = (conditions: readonly RuleCondition[] | undefined): string[] =>
  (conditions ?? []).flatMap(({ PathPatternConfig, Values }) => PathPatternConfig?.Values ?? Values ?? []);

const toConditions = (patterns: readonly string[]): RuleCondition[] => [
  { Field: "path-pattern", PathPatternConfig: { Values: [...patterns] } },
];

/** A rule of a listener. Its priority within the listener is its natural key. */
export const listenerRule = resourceType<ListenerRuleProps, ListenerRuleAttributes>({
  name: "elastic-load-balancing-v2/listener-rule",
  title: "listener rule",
  repeat: "name",
  proof: "tags",
  compare: {
    listenerArn: "exact",
    loadBalancerName: "unmanaged",
    priority: "exact",
    pathPatterns: "set",
    action: "exact",
    tags: "subset",
  },
  replaceOn: ["listenerArn", "priority"],
  holds: ["listenerArn"],
  stable: ["ruleArn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:DeleteRule",
  ],
  nameOf: ({ listenerArn, priority }) =>
    listenerArn === undefined || priority === undefined ? undefined : toName(listenerArn, priority),

  async list(aws, scope) {
    const read = async (): Promise<Found[]> => {
      const listeners = await listenersOf(aws, scope);
      return (await Promise.all(listeners.map((arn) => findRules(aws, arn)))).flat();
    };
    const [found, known] = await Promise.all([read(), shareTags(aws, scope)]);
    return toObserved(aws, found, known);
  },

  get: findRule,

  async create(aws, { listenerArn, priority, pathPatterns, action, tags }) {
    const command = new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: priority,
      Conditions: toConditions(pathPatterns),
      Actions: toActions(action),
      Tags: toTagList(tags),
    });
    const { Rules } = await onceKnown(aws, () =>
      asAlreadyExists(() => aws.once.loadBalancing.send(command), "PriorityInUse"),
    );
    return { id: idFrom(Rules?.[0]?.RuleArn, "CreateRule") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findRule(aws, id), "listener rule", watch);
  },

  async update(aws, id, changes, { props }) {
    await changeTags(aws, id, changes);
    if (changes.every(({ prop }) => prop === "tags")) return;
    const command = new ModifyRuleCommand({
      RuleArn: id,
      Conditions: toConditions(props.pathPatterns),
      Actions: toActions(props.action),
    });
    await onceKnown(aws, () => aws.safe.loadBalancing.send(command));
  },

  async delete(aws, id) {
    const command = new DeleteRuleCommand({ RuleArn: id });
    await ignoreAbsent(() => aws.safe.loadBalancing.send(command), "RuleNotFound", "ListenerNotFound");
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findRule(aws, id), "listener rule", watch),
});
