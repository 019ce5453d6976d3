import { asIdentity, type Mutations, type RowChange, retag, set, setId, tagged, within } from "./change.ts";

const REPOSITORY = "deploy.repository";

interface Rule {
  readonly selection: { tagPatternList?: string[]; countNumber: number };
}

/** Changes one of the two rules by which images stay; the other is as it was. */
const changeRule =
  (index: number, change: (rule: Rule) => void): RowChange =>
  (row) => {
    const policy = JSON.parse(String(row.lifecyclePolicy)) as { readonly rules: readonly Rule[] };
    const rule = policy.rules[index];
    if (rule !== undefined) change(rule);
    row.lifecyclePolicy = JSON.stringify(policy);
  };

/** ECR's rows, by type and prop. */
export const ECR: Readonly<Record<string, Mutations>> = {
  "ecr/repository": {
    ...tagged(REPOSITORY, {
      scanOnPush: set("scanOnPush", false),
      tagsMove: set("tagMutability", "IMMUTABLE"),
      keepImages: changeRule(1, ({ selection }) => {
        selection.countNumber = 1;
      }),
      keptTag: changeRule(0, ({ selection }) => {
        selection.tagPatternList = ["older"];
      }),
      tags: retag,
    }),
    name: asIdentity(within(REPOSITORY, REPOSITORY, setId("renamed-app", "ECR/repository"))),
  },
};
