import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with a Secrets Manager client. */
export interface SecretsPractice extends Practice {
  readonly secrets: SecretsManagerClient;
}

/** Opens a sandbox for a test of Secrets Manager. */
export function practiseSecrets(options: Partial<SandboxOptions> = {}): SecretsPractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const secrets = new SecretsManagerClient({ region, credentials, maxAttempts: 1 });
  secrets.middlewareStack.use(practice.sandbox.plugin());
  return { ...practice, secrets };
}
