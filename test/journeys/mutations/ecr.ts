import { asIdentity, type Mutations, retag, set, setId, tagged, within } from "./change.ts";

const REPOSITORY = "deploy.repository";

const POLICY = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 },
      action: { type: "expire" },
    },
  ],
};

/** ECR's rows, by type and prop. */
export const ECR: Readonly<Record<string, Mutations>> = {
  "ecr/repository": {
    ...tagged(REPOSITORY, {
      scanOnPush: set("scanOnPush", false),
      tagsMove: set("tagMutability", "IMMUTABLE"),
      keepImages: set("lifecyclePolicy", JSON.stringify(POLICY)),
      keptTag: set("lifecyclePolicy", JSON.stringify(POLICY)),
      tags: retag,
    }),
    name: asIdentity(within(REPOSITORY, REPOSITORY, setId("renamed-app", "ECR/repository"))),
  },
};
