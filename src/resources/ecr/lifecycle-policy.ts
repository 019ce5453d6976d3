import { canonicalText } from "../../engine/compare.ts";

/** Which images of a repository stay. */
export interface Kept {
  /** So many of the newest. */
  readonly keepImages: number;
  /** And the one under this tag, however old. */
  readonly keptTag: string;
}

/**
 * The rules that keep the newest images and the one in use. What a rule is for, no rule after it may expire. Source: ECR User
 * Guide, "Lifecycle policy parameters" and "Examples of lifecycle policies".
 */
const policyOf = ({ keepImages, keptTag }: Kept) => ({
  rules: [
    {
      rulePriority: 1,
      description: "Keep the image that instances run",
      selection: {
        tagStatus: "tagged",
        tagPatternList: [keptTag],
        countType: "imageCountMoreThan",
        countNumber: 1,
      },
      action: { type: "expire" },
    },
    {
      rulePriority: 2,
      description: "Keep the newest images",
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
      action: { type: "expire" },
    },
  ],
});

/** The text of a lifecycle policy that keeps these images. */
export const toPolicyText = (kept: Kept): string => JSON.stringify(policyOf(kept));

interface Told {
  readonly rules?: readonly {
    readonly selection?: { readonly countNumber?: unknown; readonly tagPatternList?: readonly unknown[] };
  }[];
}

/** Which images a lifecycle policy keeps; nothing for a text that is not a policy of ours. */
export function parsePolicy(text: string | undefined): Partial<Kept> {
  try {
    const policy = JSON.parse(text ?? "") as Told;
    const [ofTag, ofNumber] = policy.rules ?? [];
    const keptTag = ofTag?.selection?.tagPatternList?.[0];
    const keepImages = ofNumber?.selection?.countNumber;
    if (typeof keepImages !== "number" || typeof keptTag !== "string") return {};
    const kept = { keepImages, keptTag };
    return canonicalText(policy) === canonicalText(policyOf(kept)) ? kept : {};
  } catch {
    return {};
  }
}
