import { errorMessage, hasName, isExpired } from "./errors.ts";

/** What is wrong with the credentials and what renews them. */
export interface CredentialAdvice {
  /** Stable code for scripts. */
  readonly code: "CredentialsMissing" | "CredentialsExpired" | "SsoSessionExpired" | "CredentialsRejected";
  readonly summary: string;
  readonly detail: string;
  readonly fix: readonly string[];
}

interface Case {
  /** A piece of the SDK's or AWS's own message. */
  readonly message: RegExp;
  advise(flag: string): CredentialAdvice;
}

const CASES: readonly Case[] = [
  {
    // "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.", and likewise for
    // sessions that are "not found or is invalid".
    message: /aws sso login|SSO session/i,
    advise: (flag) => ({
      code: "SsoSessionExpired",
      summary: "The SSO session has expired",
      detail: "AWS no longer accepts the SSO session of this profile. Log in again; nothing is lost.",
      fix: [`aws sso login${flag}`],
    }),
  },
  {
    // "Failed to load a token for session x, please re-authenticate using aws login"
    message: /aws login/i,
    advise: (flag) => ({
      code: "SsoSessionExpired",
      summary: "The login session has expired",
      detail: "AWS no longer accepts the login session of this profile. Log in again; nothing is lost.",
      fix: [`aws login${flag}`],
    }),
  },
  {
    // "Profile x requires multi-factor authentication, but no MFA code callback was provided."
    message: /multi-factor authentication/i,
    advise: (flag) => ({
      code: "CredentialsMissing",
      summary: "The profile wants an MFA code",
      detail:
        "This profile asks for the code of an MFA device, and nobody can be asked here. Take a session first, or run this on a terminal.",
      fix: [`aws sts get-session-token${flag} --serial-number ARN --token-code CODE`],
    }),
  },
  {
    // "Profile x credential_process returned invalid JSON."; "Command failed: …", from the shell that ran it.
    message: /credential_process|^Command failed/,
    advise: (flag) => ({
      code: "CredentialsMissing",
      summary: "The credential process failed",
      detail:
        "The command that credential_process of this profile names gave no credentials. Run what it names by hand and read what it says.",
      fix: [`aws configure get credential_process${flag}`],
    }),
  },
  {
    // "Profile x could not be found in shared credentials file."; "Unsupported credential source in profile x. …"
    message:
      /Unsupported credential source|Detected a cycle|invalid SSO credentials|Conflicting SSO|could not be found in shared/,
    advise: (flag) => ({
      code: "CredentialsMissing",
      summary: "The AWS profile is wrong",
      detail:
        "The AWS configuration files do not say how this profile comes to credentials. Nothing was sent to AWS.",
      fix: [`aws configure list${flag}`],
    }),
  },
  {
    // "Invalid response received from instance metadata service."; "Server responded with status: 404" of a container's host.
    message:
      /metadata service|HTTP credential provider|Server responded with status|metadata credential provider/i,
    advise: () => ({
      code: "CredentialsMissing",
      summary: "The machine gave no credentials",
      detail:
        "What hands credentials to this instance or container did not: no role may be attached to it, or its service does not answer. Nothing was sent to AWS.",
      fix: ["aws configure list"],
    }),
  },
  {
    // "Web identity configuration not specified"; STS: "Couldn't retrieve verification key from your identity provider".
    message: /web identity|identity provider|AWS_WEB_IDENTITY_TOKEN_FILE/i,
    advise: () => ({
      code: "CredentialsRejected",
      summary: "The web identity gives no credentials",
      detail:
        "The token that AWS_WEB_IDENTITY_TOKEN_FILE names is missing, has expired, or the role does not trust who signed it. No access key is at fault.",
      fix: ["aws configure list"],
    }),
  },
  {
    // "Could not load credentials from any providers"; "Could not resolve credentials using profile: [x] …"
    message: /Could not (load|resolve) credentials/,
    advise: (flag) => ({
      code: "CredentialsMissing",
      summary: "No AWS credentials were found",
      detail:
        "Neither the environment nor the AWS configuration files hold credentials. Set them up, name a profile with --profile, or practise without an account in the sandbox.",
      fix: [`aws configure${flag}`, "flashsale-setup up --sandbox"],
    }),
  },
];

/** Says what is wrong with the credentials and which command renews them. */
export function adviseOnCredentials(error: unknown, profile: string | undefined): CredentialAdvice {
  const flag = profile === undefined ? "" : ` --profile ${profile}`;
  const message = errorMessage(error);
  const found = CASES.find((candidate) => candidate.message.test(message));
  if (found !== undefined) return found.advise(flag);
  if (hasName(error, SOURCES)) return failed(message, flag);
  return isExpired(error) ? expired(flag) : rejected(flag);
}

/** How the SDK calls the errors of what looks credentials up: no key was sent then. */
const SOURCES = ["CredentialsProviderError", "TokenProviderError", "ProviderError"];

/** Characters of the SDK's own words that are told. */
const MOST = 200;

function failed(message: string, flag: string): CredentialAdvice {
  const words = message.split("\n")[0]?.slice(0, MOST) ?? "";
  return {
    code: "CredentialsMissing",
    summary: "The source of the credentials failed",
    detail: `No credentials could be had, and nothing was sent to AWS. The AWS SDK says: ${words}`,
    fix: [`aws configure list${flag}`],
  };
}

function expired(flag: string): CredentialAdvice {
  return {
    code: "CredentialsExpired",
    summary: "The AWS credentials have expired",
    detail:
      "AWS no longer accepts the credentials: their time is up, or the clock of this machine is wrong. Renew them; nothing is lost.",
    fix: [`aws configure${flag}`, "date -u"],
  };
}

function rejected(flag: string): CredentialAdvice {
  return {
    code: "CredentialsRejected",
    summary: "AWS does not accept the credentials",
    detail:
      "AWS does not know the access key, or the signature does not fit it: the key was deleted or mistyped, it belongs to another partition, the region is not enabled for the account, or the clock of this machine is wrong.",
    fix: [`aws sts get-caller-identity${flag}`, `aws configure${flag}`, "date -u"],
  };
}
