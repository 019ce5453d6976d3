import { access, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { usage } from "../run-command.ts";
import { ToolError } from "./tool-error.ts";

/** Where the application's source is: a folder of this machine, or a repository to clone. */
export type Source =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "repository"; readonly url: string; readonly ref: string | undefined };

/** What git takes for a place elsewhere: a URL, or `user@host:path`. Source: git-clone(1), "Git URLs". */
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:\/\/|^[^/\\:]+@[^/\\:]+:/i;

/** What the argument of `deploy build` means; a relative path starts from `cwd`. */
export function toSource(text: string, ref: string | undefined, cwd: string): Source {
  if (ELSEWHERE.test(text)) return { kind: "repository", url: text, ref };
  if (ref === undefined) return { kind: "folder", folder: resolve(cwd, text) };
  throw usage("RefOfFolder", `--ref ${ref}: a folder is built as it is; only what is cloned has a choice.`);
}

/** The name of the folder that `git clone` would make. */
export const folderNameOf = (url: string): string =>
  basename(url.replace(/[/\\]+$/, "").replace(/^.*:(?!\/\/)/, "")).replace(/\.git$/, "") || "repository";

/** What in a URL is a secret: `https://user:token@host/path`. */
export function secretsIn({ url }: { readonly url: string }): string[] {
  const userInfo = /^[a-z][a-z0-9+.-]*:\/\/([^/@]*)@/i.exec(url)?.[1] ?? "";
  const parts = userInfo.split(":").filter((part) => part !== "" && part !== "git");
  return parts.flatMap((part) => [part, decoded(part)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: it stands for itself.
    return text;
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** What the guide's two build commands read. */
const NEEDED = ["pom.xml", "Dockerfile"];

/**
 * Refuses a folder that cannot be built, before anything is run in it.
 * @throws ToolError that names what is not there.
 */
export async function demandBuildable(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const missing = isFolder ? await missingOf(folder) : NEEDED;
  if (missing.length === 0) return;
  throw new ToolError({
    code: "SourceUnbuildable",
    summary: "There is nothing to build",
    detail: isFolder
      ? `${folder} has no ${missing.join(" and no ")}: Maven reads the one, Docker the other.`
      : `${folder} is no folder.`,
    fix: ["flashsale-setup deploy build PATH-OR-URL"],
  });
}

async function missingOf(folder: string): Promise<string[]> {
  const seen = await Promise.all(NEEDED.map((name) => isThere(join(folder, name))));
  return NEEDED.filter((_, index) => seen[index] === false);
}
