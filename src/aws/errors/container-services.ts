import { type ErrorTable, meaning, quota, setting } from "./row.ts";

const KEY =
  "The encryption key of the repository is disabled, deleted, or closed to the caller. Enable it, or make a repository without it.";

/** Source: Amazon ECR API reference, as the SDK's model of it. */
export const ecr: ErrorTable = [
  meaning("absent", ["RepositoryNotFound", "ImageNotFound", "LifecyclePolicyNotFound"]),
  meaning("exists", ["RepositoryAlreadyExists"]),
  {
    names: ["RepositoryNotEmpty"],
    meaning: "in-use",
    told: {
      code: "NoLongerEmpty",
      summary: "It is no longer empty",
      means:
        "When the plan was made it held nothing; something has come since, and it was not deleted. The plan shows what would go now.",
      fix: ["flashsale-setup plan"],
    },
  },
  quota(["LimitExceeded"], "repositories or images", { service: "ecr", code: "L-CFEB8E8D" }),
  setting(["Kms"], KEY),
  setting(
    ["ImageAlreadyExists", "ImageTagAlreadyExists"],
    "The repository has an image of this tag already and does not let tags move. Build with another tag, or let tags move in the settings of deploy.",
  ),
  setting(
    ["ImageDigestDoesNotMatch", "LayersNotFound", "ReferencedImagesNotFound"],
    "The image did not come whole: a part of it is not in the repository, or was changed on the way. Build and push it again.",
  ),
];

/** Source: Amazon ECS API reference, as the SDK's model of it. */
export const ecs: ErrorTable = [
  meaning("absent", ["ClusterNotFound", "ServiceNotFound"]),
  quota(["LimitExceeded"], "task definitions", { service: "ecs" }),
  setting(
    ["Client"],
    "ECS does not take the task definition: a member of it does not fit the others, or a role in it does not exist. Correct the settings of deploy.",
  ),
];
