import { readTemplate } from "../../sections/templates.ts";
import { configMapName, toConfigMap, toSecretReferences } from "../../ui/env-format/k8s.ts";
import { quoteForShell } from "../../ui/env-format/sh.ts";
import { isSecretReference } from "../../ui/env-format/variable.ts";
import { toImageName } from "../build/steps.ts";
import { type DeployFacts, type Manifest, roleArnOf } from "./facts.ts";
import { fillJson, fillYaml, type Values } from "./fill.ts";

/** The templates in the order in which Kubernetes wants them. */
const MANIFESTS = ["service-account", "deployment", "service", "horizontal-pod-autoscaler"];

/** The role that the pods act as. */
const roleOf = ({ displayName }: DeployFacts): string => `${displayName}PodRole`;

function toValues(facts: DeployFacts): Values {
  const secrets = facts.variables.filter(isSecretReference).map(({ name }) => name);
  return {
    NAME: facts.name,
    IMAGE: toImageName(facts.image),
    ARCHITECTURE: facts.architecture,
    CONFIG_MAP: configMapName(facts.name),
    SECRET_REFERENCES: toSecretReferences(secrets, facts.name),
    MIN: facts.count.min,
    MAX: facts.count.max,
    TARGET_CPU: facts.count.targetCpu,
  };
}

/** The Kubernetes objects, one a file, without the Secret that they refer to: its values are in no file. */
export function renderEks(facts: DeployFacts): readonly Manifest[] {
  const values = toValues(facts);
  const sheet = { variables: facts.variables, stack: facts.name };
  return [
    { file: "config-map.yaml", text: toConfigMap(sheet) },
    ...MANIFESTS.map((name) => ({
      file: `${name}.yaml`,
      text: fillYaml(readTemplate(`deploy/eks/${name}.yaml`), values),
    })),
  ];
}

/** Who may act as the pods' role; in a folder of its own, because kubectl would take it for one of its objects. */
export const renderPodRole = (): Manifest => ({
  file: "iam/trust-policy.json",
  text: `${JSON.stringify(fillJson(readTemplate("deploy/eks/trust-policy.json"), {}), undefined, 2)}\n`,
});

/** What the user runs in the folder of the files. The Secret goes from one program to the other by a pipe, never as a word. */
export function applyEks(facts: DeployFacts): readonly string[] {
  const role = roleOf(facts);
  const association = [
    ...["aws", "eks", "create-pod-identity-association", "--cluster-name", "CLUSTER"],
    ...["--namespace", "default", "--service-account", `${facts.name}-app`],
    ...["--role-arn", roleArnOf(facts, role), "--region", facts.region],
  ];
  const commands = [
    [
      ...["aws", "iam", "create-role", "--role-name", role],
      ...["--assume-role-policy-document", "file://iam/trust-policy.json"],
    ],
    ["aws", "iam", "attach-role-policy", "--role-name", role, "--policy-arn", facts.policyArn],
    association,
  ].map((words) => words.map(quoteForShell).join(" "));
  return [
    ...commands,
    "flashsale-setup env --format k8s --show-secrets=pipe | kubectl apply -f -",
    "kubectl apply -f .",
  ];
}
