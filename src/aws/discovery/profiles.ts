import { CONFIG_PREFIX_SEPARATOR, parseKnownFiles } from "@smithy/core/config";

/** A profile of the AWS configuration files. */
export interface Profile {
  readonly name: string;
  /** The region that it names. */
  readonly region?: string;
  /** The endpoint that it names for all services. */
  readonly endpointUrl?: string;
  /** How it gets its credentials, as far as the files tell. */
  readonly kind: "sso" | "role" | "process" | "keys" | "other";
}

const OTHER_SECTIONS = ["sso-session", "services"].map((kind) => kind + CONFIG_PREFIX_SEPARATOR);

/** All profiles of this user, sorted by name, `default` first. Without files there are none. */
export async function findProfiles(): Promise<Profile[]> {
  const files = await parseKnownFiles({ ignoreCache: true });
  // The SDK lists the sections [sso-session x] and [services x] among the profiles, as "sso-session.x".
  const sections = Object.entries(files).filter(
    ([name]) => !OTHER_SECTIONS.some((prefix) => name.startsWith(prefix)),
  );
  const profiles = sections.map(([name, { region, endpoint_url: endpointUrl, ...rest }]) => ({
    name,
    kind: kindOf(rest),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  }));
  return profiles.sort((a, b) => rank(a.name).localeCompare(rank(b.name)));
}

function rank(name: string): string {
  return name === "default" ? "" : name;
}

function kindOf(profile: Readonly<Record<string, string | undefined>>): Profile["kind"] {
  if ("sso_session" in profile || "sso_start_url" in profile) return "sso";
  if ("role_arn" in profile) return "role";
  if ("credential_process" in profile) return "process";
  return "aws_access_key_id" in profile ? "keys" : "other";
}
