import type { Settings } from "../settings.ts";

type Named = Pick<Settings, "name" | "deploy">;

/** Name of the repository of the application's images. */
export const repositoryName = ({ name }: Pick<Settings, "name">): string => `${name}-app`;

/** The image by the name of its repository and its tag. */
export const taggedName = (settings: Named): string =>
  `${repositoryName(settings)}:${settings.deploy.imageTag}`;

/**
 * The image as instances pull it. With its digest a build under the same tag is another image: it is rolled out, and instances
 * that are started in between run what the others run.
 */
export const toPinnedName = (uri: string, settings: Named, digest: string | undefined): string =>
  `${uri}:${settings.deploy.imageTag}${digest === undefined ? "" : `@${digest}`}`;

/** The digest with which a text, such as user data, names the settings' image. */
export function digestIn(text: string, settings: Named): string | undefined {
  const [, after = ""] = text.split(`/${taggedName(settings)}@`);
  return /^sha256:[0-9a-f]{64}/.exec(after)?.[0];
}
