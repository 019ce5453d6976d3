import { type EnvSheet, isSecretReference } from "./variable.ts";

/** What a container definition of Amazon ECS says of its environment. */
export interface ContainerEnvironment {
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** ECS reads these with the execution role when it starts the container. */
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
}

/** The two members of a container definition. Source: Amazon ECS API reference, ContainerDefinition. */
export const toContainerEnvironment = ({ variables }: Pick<EnvSheet, "variables">): ContainerEnvironment => ({
  environment: variables.flatMap((variable) =>
    isSecretReference(variable) ? [] : [{ name: variable.name, value: variable.value }],
  ),
  secrets: variables.filter(isSecretReference).map(({ name, secretArn }) => ({ name, valueFrom: secretArn })),
});

/** The two members as JSON, to be put into a container definition. */
export const toEcs = (sheet: EnvSheet): string =>
  `${JSON.stringify(toContainerEnvironment(sheet), undefined, 2)}\n`;
