import type {
  CreateRuleCommandInput,
  CreateRuleCommandOutput,
  DeleteRuleCommandInput,
  DeleteRuleCommandOutput,
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  ModifyRuleCommandInput,
  ModifyRuleCommandOutput,
  Rule,
  RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { toActions } from "./action.ts";
import {
  getByArn,
  invalid,
  mergeTags,
  newPart,
  paginate,
  refuseUnmodelled,
  selectRows,
} from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import { loadBalancingOffers } from "./offers.ts";
import { type Listener, type LoadBalancer, listeners, type Rule as Row, rules } from "./tables.ts";

/** Values that a rule's conditions may have together. Source: User Guide, "Quotas": condition values per rule. */
const MAX_VALUES = 5;

function toRule(row: Row): Rule {
  return {
    RuleArn: row.id,
    Priority: String(row.priority),
    IsDefault: false,
    Conditions: row.conditions.map((condition) => ({ ...condition })),
    Actions: row.actions.map((action) => ({ ...action })),
  };
}

/** The default action of a listener as AWS tells it: a rule without a priority. */
const toDefaultRule = ({ id, actions }: Listener): Rule => ({
  RuleArn: `${id.replace(":listener/", ":listener-rule/")}/default`,
  Priority: "default",
  IsDefault: true,
  Conditions: [],
  Actions: actions.map((action) => ({ ...action })),
});

function toConditions(asked: readonly RuleCondition[] | undefined): readonly RuleCondition[] {
  if (asked === undefined || asked.length === 0) throw invalid("A condition must be specified");
  const conditions = asked.map(toCondition);
  const count = conditions.reduce((sum, { Values = [] }) => sum + Values.length, 0);
  if (count > MAX_VALUES) throw invalid(`A rule can have at most ${MAX_VALUES} condition values`);
  return conditions;
}

function toCondition(condition: RuleCondition): RuleCondition {
  if (condition.Field !== "path-pattern")
    throw new SandboxError(`sandbox rules have no condition on ${condition.Field}`);
  const Values = condition.PathPatternConfig?.Values ?? condition.Values ?? [];
  if (Values.length === 0) throw invalid("A condition value must be specified");
  const wrong = Values.find((text) => text.length > 128 || !/^[A-Za-z0-9_.\-$/~"'@:+&*?]+$/.test(text));
  if (wrong !== undefined) throw invalid(`The path pattern '${wrong}' is not valid`);
  return { Field: "path-pattern", Values, PathPatternConfig: { Values } };
}

const rulesOf = (call: Call, listener: string): readonly Row[] =>
  call.account
    .table(rules)
    .all()
    .filter((row) => row.listener === listener)
    .sort((a, b) => a.priority - b.priority);

function checkCount(call: Call, balancer: LoadBalancer): void {
  const own = call.account
    .table(listeners)
    .all()
    .filter(({ loadBalancer }) => loadBalancer === balancer.id);
  const count = own.reduce((sum, { id }) => sum + rulesOf(call, id).length, 0);
  if (count >= call.account.offers(loadBalancingOffers).quotas.rulesPerLoadBalancer)
    throw new Refusal("TooManyRulesException", "The limit on the number of rules has been reached.");
}

function create(input: CreateRuleCommandInput, call: Call): Omit<CreateRuleCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateRule", input, ["ListenerArn", "Conditions", "Priority", "Actions", "Tags"]);
  const listener = getByArn(call, KINDS.listener, input.ListenerArn);
  const balancer = getByArn(call, KINDS.loadBalancer, listener.loadBalancer);
  const priority = input.Priority ?? 0;
  if (priority < 1 || priority > 50_000) throw invalid(`Priority '${priority}' must be between 1 and 50000`);
  const conditions = toConditions(input.Conditions);
  const actions = toActions(call, input.Actions, balancer);
  const tags = mergeTags({}, input.Tags);
  if (rulesOf(call, listener.id).some((row) => row.priority === priority))
    throw new Refusal("PriorityInUseException", `Priority '${priority}' is currently in use`);
  checkCount(call, balancer);
  const row = call.account.table(rules).insert({
    id: `${listener.id.replace(":listener/", ":listener-rule/")}/${newPart()}`,
    createdAt: call.account.clock.now(),
    listener: listener.id,
    priority,
    conditions,
    actions,
    tags,
  });
  return { Rules: [toRule(row)] };
}

function modify(input: ModifyRuleCommandInput, call: Call): Omit<ModifyRuleCommandOutput, "$metadata"> {
  refuseUnmodelled("ModifyRule", input, ["RuleArn", "Conditions", "Actions"]);
  const row = getByArn(call, KINDS.rule, input.RuleArn);
  const listener = getByArn(call, KINDS.listener, row.listener);
  const balancer = getByArn(call, KINDS.loadBalancer, listener.loadBalancer);
  const changed = call.account.table(rules).update(row.id, {
    conditions: input.Conditions === undefined ? row.conditions : toConditions(input.Conditions),
    actions: input.Actions === undefined ? row.actions : toActions(call, input.Actions, balancer),
  });
  return { Rules: [toRule(changed)] };
}

function describeAll(
  input: DescribeRulesCommandInput,
  call: Call,
): Omit<DescribeRulesCommandOutput, "$metadata"> {
  const { ListenerArn: arn, RuleArns: arns = [] } = input;
  if (arn === undefined && arns.length === 0)
    throw invalid("You must specify either listener rule ARNs or a listener ARN");
  const found =
    arn === undefined
      ? selectRows(call, KINDS.rule, { arns }).map(toRule)
      : rulesWithDefault(call, getByArn(call, KINDS.listener, arn));
  const { rows, marker } = paginate(call, found, input);
  return { Rules: [...rows], NextMarker: marker };
}

const rulesWithDefault = (call: Call, listener: Listener): readonly Rule[] => [
  ...rulesOf(call, listener.id).map(toRule),
  toDefaultRule(listener),
];

/** Elastic Load Balancing's calls on rules. */
export const ruleOperations = {
  CreateRule: change<CreateRuleCommandInput, CreateRuleCommandOutput>(create),
  DeleteRule: change<DeleteRuleCommandInput, DeleteRuleCommandOutput>((input, call) => {
    call.account.table(rules).remove(getByArn(call, KINDS.rule, input.RuleArn).id);
    return {};
  }),
  DescribeRules: read<DescribeRulesCommandInput, DescribeRulesCommandOutput>(describeAll),
  ModifyRule: change<ModifyRuleCommandInput, ModifyRuleCommandOutput>(modify),
};
