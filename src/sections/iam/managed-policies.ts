/** What Systems Manager needs to open sessions on an instance and run commands there. */
export const SESSIONS = "AmazonSSMManagedInstanceCore";

/** The name at the end of a name or ARN. */
export const nameOfPolicy = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);

/** The ARN of a managed policy of AWS's own; one that is given whole stays as it is. */
export const arnOfPolicy = (nameOrArn: string, partition: string): string =>
  nameOrArn.startsWith("arn:") ? nameOrArn : `arn:${partition}:iam::aws:policy/${nameOrArn}`;

/** The managed policies of AWS's own that are attached, by name: that for sessions, and those of the settings. */
export function managedPolicies(asked: readonly string[], partition: string): ReadonlyMap<string, string> {
  return new Map([SESSIONS, ...asked].map((one) => [nameOfPolicy(one), arnOfPolicy(one, partition)]));
}
