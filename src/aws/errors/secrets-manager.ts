import { type ErrorTable, meaning, quota, setting } from "./row.ts";

const KEY =
  "The encryption key of the secret is disabled, deleted, or closed to the caller. Enable it, or leave it out so that AWS's own key is used.";

/** Source: AWS Secrets Manager API reference, as the SDK's model of it. */
export const secretsManager: ErrorTable = [
  meaning("absent", ["ResourceNotFound"]),
  {
    // "You can't create this secret because a secret with this name is already scheduled for deletion." or "… was deleted."
    names: ["InvalidRequest"],
    message: /scheduled for deletion|was deleted/,
    meaning: "exists",
    told: {
      code: "SecretInRecovery",
      summary: "The secret waits for deletion",
      means: "A secret of this name is in its recovery window. Restore it, or wait until AWS has deleted it.",
      fix: ["aws secretsmanager restore-secret --secret-id NAME"],
    },
  },
  meaning("exists", ["ResourceExists"]),
  setting(["EncryptionFailure", "DecryptionFailure"], KEY),
  setting(
    ["MalformedPolicyDocument"],
    "The secret has a policy that Secrets Manager does not take. Correct it, or take it away.",
  ),
  meaning("busy", ["PreconditionNotMet"]),
  setting(
    ["InvalidRequest"],
    "The secret is in a state that does not allow this: another service owns it, it is replicated, or it waits for deletion.",
  ),
  quota(["LimitExceeded"], "secrets", { service: "secretsmanager" }),
];
