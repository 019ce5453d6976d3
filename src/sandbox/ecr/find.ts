import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type EcrImage, images, type Repository, repositories } from "./tables.ts";

/** Finds the image that a repository holds under a digest, or without one under a tag. */
export function findImage(
  call: Call,
  repository: string,
  { tag, digest }: { readonly tag: string; readonly digest?: string | undefined },
): EcrImage | undefined {
  return imagesIn(call, repository).find((image) =>
    digest === undefined ? image.imageTags.includes(tag) : image.digest === digest,
  );
}

/** The images of a repository. */
export function imagesIn(call: Call, repository: string): readonly EcrImage[] {
  return call.account
    .table(images)
    .all()
    .filter((image) => image.repository === repository);
}

/** Gets a repository by name. Throws ECR's error for one that is not there, and for one of another account. */
export function getRepository(
  call: Call,
  name: string | undefined,
  registry?: string | undefined,
): Repository {
  const found =
    registry === undefined || registry === call.accountId
      ? call.account.table(repositories).find(name ?? "")
      : undefined;
  if (found !== undefined) return found;
  throw new Refusal(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${registry ?? call.accountId}'`,
  );
}
