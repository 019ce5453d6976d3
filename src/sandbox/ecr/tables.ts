import { type AccountRecord, defineTable } from "../account.ts";

/** A repository, by its name. */
export interface Repository extends AccountRecord {
  readonly scanOnPush: boolean;
  readonly tagMutability: "MUTABLE" | "IMMUTABLE";
  readonly encryption: { readonly type: string; readonly kmsKey?: string };
  /** Text of the lifecycle policy, as it was sent. */
  readonly lifecyclePolicy?: string;
}

/** An image, by repository and digest. */
export interface EcrImage extends AccountRecord {
  readonly repository: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Tags of the image, not of the resource: `latest`. */
  readonly imageTags: readonly string[];
  /** Instant at which its newest tag came. */
  readonly pushedAt: number;
  readonly manifest: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/** Repositories. */
export const repositories = defineTable<Repository>("ECR", "repository");

/** Images. They can carry no tags of their own. */
export const images = defineTable<EcrImage>("ECR", "image");
