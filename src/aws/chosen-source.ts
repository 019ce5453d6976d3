/** Variables of the process, as far as anybody asks. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Whose credentials a run takes. */
export interface ChosenSource {
  /** The profile, if it is one. */
  readonly profile?: string;
  /** True for the access keys of the environment. */
  readonly isKeys: boolean;
  /** Of the keys the secret one is missing; the AWS CLI refuses them, too. */
  readonly isHalf?: true;
  /** What a person who set two sources should know. */
  readonly notice?: string;
}

/**
 * Chooses as the AWS CLI does: a profile of the command line, then the environment's access keys, then `AWS_PROFILE`. The SDK's
 * own order lets `AWS_PROFILE` win over the keys, which would build in another account than `aws sts get-caller-identity` tells.
 * Source: AWS CLI User Guide, "Configuration settings and precedence".
 */
export function chooseSource(profile: string | undefined, env: Environment): ChosenSource {
  if (profile !== undefined) return { profile, isKeys: false };
  const named = env.AWS_PROFILE || undefined;
  const isKeys = (env.AWS_ACCESS_KEY_ID ?? "") !== "";
  if (!isKeys) return named === undefined ? { isKeys } : { profile: named, isKeys };
  const keys = (env.AWS_SECRET_ACCESS_KEY ?? "") === "" ? { isKeys, isHalf: true as const } : { isKeys };
  if (named === undefined) return keys;
  const notice = `Both AWS_ACCESS_KEY_ID and AWS_PROFILE (${named}) are set: the keys are used, as the AWS CLI does. --profile ${named} takes the profile.`;
  return { ...keys, notice };
}
