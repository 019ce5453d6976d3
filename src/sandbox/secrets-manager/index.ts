import { JSON_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { secretsManagerOffers } from "./offers.ts";
import { randomPasswordOperations } from "./random-password.ts";
import { listSecrets, secretOperations } from "./secret.ts";
import { secretListOperations } from "./secret-list.ts";
import { secretValueOperations } from "./secret-value.ts";
import { taggingOperations } from "./tagging.ts";

/** Secrets Manager: secrets, their values, and their windows of recovery. */
export const secretsManager: SandboxService = {
  clientName: "SecretsManagerClient",
  dialect: JSON_DIALECT,
  operations: {
    ...randomPasswordOperations,
    ...secretListOperations,
    ...secretOperations,
    ...secretValueOperations,
    ...taggingOperations,
  },
  needs,
  offers: [secretsManagerOffers],
  listings: [listSecrets],
};
