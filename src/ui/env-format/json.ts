import { type EnvSheet, isSecretReference } from "./variable.ts";

/** Values by name; a secret is `{"secretArn": ARN}`. */
export const toValues = ({
  variables,
}: Pick<EnvSheet, "variables">): Record<string, string | { secretArn: string }> =>
  Object.fromEntries(
    variables.map((variable) => [
      variable.name,
      isSecretReference(variable) ? { secretArn: variable.secretArn } : variable.value,
    ]),
  );

/** One JSON object, name to value. */
export const toJson = (sheet: EnvSheet): string => `${JSON.stringify(toValues(sheet), undefined, 2)}\n`;
