import { canonicalText } from "../../engine/compare.ts";

/** The rule that keeps the newest images only. Source: ECR User Guide, "Examples of lifecycle policies". */
const policyOf = (keepImages: number) => ({
  rules: [
    {
      rulePriority: 1,
      description: "Keep the newest images",
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
      action: { type: "expire" },
    },
  ],
});

/** The text of a lifecycle policy that keeps so many of the newest images. */
export const toPolicyText = (keepImages: number): string => JSON.stringify(policyOf(keepImages));

/** How many images a lifecycle policy keeps; `undefined` for a text that is not a policy of ours. */
export function parseKeepImages(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const policy = JSON.parse(text) as { rules?: { selection?: { countNumber?: unknown } }[] };
    const count = policy.rules?.[0]?.selection?.countNumber;
    if (typeof count !== "number") return undefined;
    return canonicalText(policy) === canonicalText(policyOf(count)) ? count : undefined;
  } catch {
    return undefined;
  }
}
