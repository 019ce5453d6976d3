import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from "@aws-sdk/client-sts";
import { fromEnv, fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { getSSOTokenFromFile, memoize, parseKnownFiles } from "@smithy/core/config";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import type { Clock } from "../engine/ports.ts";
import { AwsError } from "../errors.ts";
import { findProfiles } from "./discovery/profiles.ts";

/** Where credentials come from. */
export interface CredentialOptions {
  /** Name of a profile, from the command line or `AWS_PROFILE`; it must exist. @default the SDK's order */
  readonly profile?: string | undefined;
  /** Take the access keys of the environment, whatever else is set there. @default false */
  readonly isKeys?: boolean;
  /** Of the keys the secret one is missing. @default false */
  readonly isHalf?: boolean;
  /** The region whose STS gives out roles; one that another partition owns does not know them. @default the SDK's own choice */
  readonly region?: string;
  readonly clock: Clock;
  /** The same as the clients', so that proxies count here, too. */
  readonly requestHandler: NodeHttpHandler;
  /** Asks a person for the code of an MFA device. @default profiles that want one are refused */
  readonly mfaCodeProvider?: ((serial: string) => Promise<string>) | undefined;
  /** Told whatever credentials are found, renewed ones included, before anybody uses them. */
  readonly learn?: (credentials: AwsCredentialIdentity) => void;
}

/** Credentials for all clients together. */
export interface Credentials {
  /** Resolved at the first call, kept, and renewed 5 min before they expire. */
  readonly provider: AwsCredentialIdentityProvider;
  /** Looks everything up anew at the next call, for when a person has renewed them. */
  forget(): void;
}

// As the SDK does: a call that begins now must not outlive its credentials.
const RENEW_BEFORE_SECONDS = 300;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Opens the chosen profile, whatever it names (keys, SSO, a role, a process), or without one the SDK's default chain.
 * The chain alone would pass over a profile that fails and use whatever else it finds, such as an instance's role.
 */
export function openCredentials(options: CredentialOptions): Credentials {
  let current = start(options);
  const provider: AwsCredentialIdentityProvider = async (properties) => {
    const found = await current(properties);
    options.learn?.(found);
    return found;
  };
  return {
    // Each client would keep a copy of its own otherwise, and ask for an MFA code of its own.
    provider: Object.assign(provider, { memoized: true }),
    forget: () => {
      current = start(options);
    },
  };
}

function start(options: CredentialOptions): AwsCredentialIdentityProvider {
  const { profile, isKeys = false, clock, requestHandler, mfaCodeProvider } = options;
  const init = {
    ...(mfaCodeProvider === undefined ? {} : { mfaCodeProvider }),
    ...assumersOf(options),
    clientConfig: { requestHandler },
    // Files that a person renews during a run are to be read again.
    ignoreCache: true,
    // Where several sources are set the SDK writes to the console.
    logger: quiet,
  };
  if (isKeys) return fromKeys(options.isHalf === true);
  if (profile === undefined) return fromNodeProviderChain(init);
  const read = fromIni({ ...init, profile });
  const resolve = async () => {
    await demandProfile(profile);
    return read();
  };
  const isNearEnd = (credentials: AwsCredentialIdentity) =>
    (timeLeft(credentials, clock) ?? Number.POSITIVE_INFINITY) < RENEW_BEFORE_SECONDS;
  return memoize(resolve, isNearEnd, ({ expiration }) => expiration !== undefined);
}

/**
 * How roles are taken on: in the run's own region. The clients' region cannot be said for all of them: that of an SSO session is
 * where the session lives.
 */
function assumersOf({ region, requestHandler }: CredentialOptions): object {
  if (region === undefined) return {};
  const config = { region, requestHandler };
  return {
    parentClientConfig: config,
    roleAssumer: getDefaultRoleAssumer(config),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(config),
  };
}

/** Half a pair of keys is a mistake, not a wish for whatever else is found. */
function fromKeys(isHalf: boolean): AwsCredentialIdentityProvider {
  if (!isHalf) return fromEnv();
  return () => {
    const text = {
      code: "CredentialsIncomplete",
      summary: "The access keys are incomplete",
      detail: "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not. Set both or neither.",
      fix: ["unset AWS_ACCESS_KEY_ID"],
    };
    throw new AwsError(text, "credentials", { ...RESOLVE, awsCode: text.code });
  };
}

const RESOLVE = { service: "Credentials", operation: "Resolve", requestId: undefined };

async function demandProfile(profile: string): Promise<void> {
  const known = (await findProfiles()).map(({ name }) => name);
  if (known.includes(profile)) return;
  const names = known.length === 0 ? "There are no profiles yet." : `There are: ${known.join(", ")}.`;
  const text = {
    code: "ProfileUnknown",
    summary: "The AWS profile does not exist",
    detail: `No profile "${profile}" is in the AWS configuration files. ${names}`,
    fix: [`aws configure --profile ${profile}`],
  };
  throw new AwsError(text, "credentials", { ...RESOLVE, awsCode: text.code });
}

/** Seconds until credentials expire; negative if they have; `undefined` for those that do not. */
export function timeLeft(credentials: AwsCredentialIdentity, clock: Clock): number | undefined {
  const { expiration } = credentials;
  return expiration === undefined ? undefined : (expiration.getTime() - clock.now()) / 1000;
}

/** A profile's section in the AWS files. */
type Section = Readonly<Record<string, string | undefined>>;

/**
 * The instant from which a person has to renew the credentials; `undefined` where they renew themselves or nobody can
 * tell. Session tokens in the environment end as `AWS_CREDENTIAL_EXPIRATION` says, those in a file as it says beside them, roles
 * that want an MFA code when the next one is due, SSO sessions as their token does.
 */
export async function findEnd(
  credentials: AwsCredentialIdentity,
  profile: string | undefined,
): Promise<Date | undefined> {
  const source = Object.keys((credentials as { readonly $source?: object }).$source ?? {});
  if (source.includes("CREDENTIALS_ENV_VARS")) return credentials.expiration;
  const [section = {}, ...origins] = await sectionsOf(profile ?? "default");
  if (section.mfa_serial !== undefined) return credentials.expiration;
  if (isUntold(credentials)) return endIn(section);
  const session = [section, ...origins].find(
    ({ sso_session, sso_start_url }) => sso_session ?? sso_start_url,
  );
  const token = await findSsoToken(session?.sso_session ?? session?.sso_start_url);
  // With a refresh token the SDK renews the session for as long as it lasts, which the token does not tell.
  return token?.refreshToken === undefined && token?.expiresAt !== undefined
    ? new Date(token.expiresAt)
    : undefined;
}

/** Whether credentials are a session's, which ends, without a word on when. */
export const isUntold = ({ sessionToken, expiration }: AwsCredentialIdentity): boolean =>
  sessionToken !== undefined && expiration === undefined;

/** The section of a profile, and of those whose credentials it takes its role with. */
async function sectionsOf(profile: string): Promise<readonly Section[]> {
  const files = await parseKnownFiles({ ignoreCache: true });
  const sections: Section[] = [];
  for (let name: string | undefined = profile; name !== undefined; ) {
    const section: Section | undefined = files[name];
    if (section === undefined || sections.includes(section)) break;
    sections.push(section);
    name = section.source_profile;
  }
  return sections;
}

/** When a session in a file ends, if the tool that wrote it there says so; each has a key of its own for it. */
function endIn(section: Section): Date | undefined {
  const told = Object.entries(section).filter(([key]) => /expir/i.test(key));
  const instants = told.map(([, text]) => Date.parse(text ?? "")).filter((instant) => !Number.isNaN(instant));
  return instants.length === 0 ? undefined : new Date(Math.min(...instants));
}

async function findSsoToken(
  id: string | undefined,
): Promise<{ expiresAt?: string; refreshToken?: string } | undefined> {
  if (id === undefined) return undefined;
  try {
    return await getSSOTokenFromFile(id);
  } catch {
    // Not logged in: the first call will say so.
    return undefined;
  }
}
