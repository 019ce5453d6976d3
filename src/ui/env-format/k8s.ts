import { Document, Scalar, stringify } from "yaml";
import {
  type EnvSheet,
  isSecretReference,
  NO_KEYS,
  type PlainVariable,
  type SecretVariable,
} from "./variable.ts";

/** Name of the ConfigMap that holds the plain values. */
export const configMapName = (stack: string): string => `${stack}-env`;

/** Name of the Secret that holds the others, each under the variable's name. */
export const secretName = (stack: string): string => `${stack}-secrets`;

/** Kubernetes reads YAML 1.1, where `on`, `1_000` and `12:30` are no texts: every value stands in quotes. */
function quoted(variables: readonly PlainVariable[]): Record<string, Scalar> {
  return Object.fromEntries(
    variables.map(({ name, value }) => {
      const scalar = new Scalar(value);
      scalar.type = "QUOTE_DOUBLE";
      return [name, scalar];
    }),
  );
}

const toText = (manifest: object): string => new Document(manifest).toString({ lineWidth: 0 });

const metadataOf = (name: string, stack: string): object => ({
  name,
  labels: { "app.kubernetes.io/part-of": stack },
});

/** The ConfigMap of the plain values. */
export function toConfigMap({ variables, stack }: Pick<EnvSheet, "variables" | "stack">): string {
  const plain = variables.filter((variable) => !isSecretReference(variable) && variable.isSecret !== true);
  return toText({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadataOf(configMapName(stack), stack),
    data: quoted(plain as readonly PlainVariable[]),
  });
}

/** How a container refers to keys of the Secret. */
export const toSecretReferences = (names: readonly string[], stack: string): object[] =>
  names.map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName(stack), key: name } },
  }));

/** The Secret, or in comments how containers refer to it while its values are not told. */
function toSecret({ variables, stack }: EnvSheet): string[] {
  const told = variables.filter(
    (variable): variable is PlainVariable => !isSecretReference(variable) && variable.isSecret === true,
  );
  const references = variables.filter(isSecretReference);
  const manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadataOf(secretName(stack), stack),
    type: "Opaque",
    stringData: quoted(told),
  };
  return [
    ...(told.length > 0 ? ["---\n", toText(manifest)] : []),
    ...(references.length > 0 ? [describeReferences(references, stack)] : []),
  ];
}

function describeReferences(references: readonly SecretVariable[], stack: string): string {
  const names = references.map(({ name }) => name);
  const lines = [
    `The Secret ${secretName(stack)} is not here: flashsale-setup env --format k8s --show-secrets=pipe | kubectl apply -f - makes it, with`,
    ...references.map(({ name, secretArn }) => `${name} of ${secretArn}`),
    "In a container:",
    ...stringify({
      envFrom: [{ configMapRef: { name: configMapName(stack) } }],
      env: toSecretReferences(names, stack),
    })
      .trimEnd()
      .split("\n"),
  ];
  return lines.map((line) => `# ${line}\n`).join("");
}

/** Manifests for `kubectl apply`: a ConfigMap, and a Secret once its values are told. */
export const toK8s = (sheet: EnvSheet): string =>
  [`# ${NO_KEYS}\n`, toConfigMap(sheet), ...toSecret(sheet)].join("");
