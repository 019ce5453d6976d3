import { describe, expect, it } from "vitest";
import { adviseOnCredentials } from "../../src/aws/credential-advice.ts";

/** What the sources of credentials say when they have none; the words are the SDK's. */
const NEVER_SENT = [
  ["Profile shop credential_process returned invalid JSON.", "The credential process failed"],
  ["Command failed: get-keys --for shop", "The credential process failed"],
  ["Profile shop could not be found in shared credentials file.", "The AWS profile is wrong"],
  ["Unsupported credential source in profile shop. Got Moon", "The AWS profile is wrong"],
  ["Detected a cycle attempting to resolve credentials for profile shop", "The AWS profile is wrong"],
  ["Invalid response received from instance metadata service.", "The machine gave no credentials"],
  ["Server responded with status: 404", "The machine gave no credentials"],
  ["Web identity configuration not specified", "The web identity gives no credentials"],
  ["The SSO session associated with this profile is invalid.", "The SSO session has expired"],
  ["SSO returns an invalid temporary credential.", "The source of the credentials failed"],
  ["Something that no version of the SDK says yet", "The source of the credentials failed"],
] as const;

describe("credentials that never came", () => {
  it.each(NEVER_SENT)("are no key that was deleted or mistyped: %s", (message, summary) => {
    for (const name of ["CredentialsProviderError", "ProviderError", "TokenProviderError"]) {
      const advice = adviseOnCredentials(Object.assign(new Error(message), { name }), "shop");
      expect(advice.summary).toBe(summary);
      expect(`${advice.detail} ${advice.fix.join(" ")}`).not.toMatch(/deleted or mistyped/);
    }
  });

  it("tell what the SDK says, and no more than a line of it", () => {
    const error = Object.assign(new Error(`${"x".repeat(500)}\nmore`), { name: "CredentialsProviderError" });
    const { detail } = adviseOnCredentials(error, undefined);
    expect(detail).toContain("x".repeat(200));
    expect(detail).not.toMatch(/x{201}|more/);
  });

  it("show no command of a credential process, which may hold a secret", () => {
    const error = Object.assign(new Error("Command failed: get --token hush"), {
      name: "CredentialsProviderError",
    });
    expect(JSON.stringify(adviseOnCredentials(error, "own"))).not.toContain("hush");
  });
});
