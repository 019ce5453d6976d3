import { findProfiles } from "./profiles.ts";

/** A region and what names it. */
export interface FoundRegion {
  readonly region: string;
  /** Such as `AWS_REGION` or `the profile shop`. */
  readonly from: string;
}

/**
 * The region that the AWS CLI would take: `AWS_REGION`, then `AWS_DEFAULT_REGION`, then that of the profile (the one given, else
 * `AWS_PROFILE`, else `default`); `undefined` where none of them says anything. Source: AWS CLI User Guide, "Environment variables".
 */
export async function findRegion(
  profile: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundRegion | undefined> {
  for (const from of ["AWS_REGION", "AWS_DEFAULT_REGION"]) {
    const region = env[from] || undefined;
    if (region !== undefined) return { region, from };
  }
  const wanted = profile ?? (env.AWS_PROFILE || "default");
  const found = (await findProfiles()).find(({ name }) => name === wanted)?.region;
  return found === undefined ? undefined : { region: found, from: `the profile ${wanted}` };
}
