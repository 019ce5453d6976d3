import { secret } from "./secret.ts";

/** The resource types of Secrets Manager. */
export const secretsManagerTypes = [secret] as const;
