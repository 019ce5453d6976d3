import type {
  DeleteLifecyclePolicyCommandInput,
  DeleteLifecyclePolicyCommandOutput,
  GetLifecyclePolicyCommandInput,
  GetLifecyclePolicyCommandOutput,
  PutLifecyclePolicyCommandInput,
  PutLifecyclePolicyCommandOutput,
} from "@aws-sdk/client-ecr";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getRepository } from "./find.ts";
import { repositories } from "./tables.ts";

interface Rule {
  readonly rulePriority?: unknown;
  readonly selection?: {
    readonly tagStatus?: unknown;
    readonly tagPrefixList?: unknown;
    readonly tagPatternList?: unknown;
    readonly countType?: unknown;
    readonly countNumber?: unknown;
  };
  readonly action?: { readonly type?: unknown };
}

/** What every rule must have. Source: ECR User Guide, "Lifecycle policy parameters". */
const isRule = ({ rulePriority, selection, action }: Rule): boolean =>
  Number.isInteger(rulePriority) &&
  ["tagged", "untagged", "any"].includes(String(selection?.tagStatus)) &&
  ["imageCountMoreThan", "sinceImagePushed"].includes(String(selection?.countType)) &&
  Number(selection?.countNumber) >= 1 &&
  action?.type === "expire" &&
  (selection?.tagStatus === "tagged") === namesTags(selection);

/** A rule for tagged images names tags, no other does. */
const namesTags = (selection: Rule["selection"]): boolean =>
  [selection?.tagPrefixList, selection?.tagPatternList].some(
    (list) => Array.isArray(list) && list.length > 0,
  );

/** A rule for images of any tag is looked at last: no other may have a higher number. */
const isOrdered = (rules: readonly Rule[]): boolean =>
  rules.every(
    ({ rulePriority, selection }) =>
      selection?.tagStatus !== "any" ||
      rules.every((other) => Number(other.rulePriority) <= Number(rulePriority)),
  );

const isPolicy = (rules: readonly Rule[]): boolean =>
  rules.length > 0 &&
  rules.every(isRule) &&
  isOrdered(rules) &&
  new Set(rules.map(({ rulePriority }) => rulePriority)).size === rules.length;

function checkPolicy(text: string | undefined): string {
  try {
    const { rules } = JSON.parse(text ?? "") as { rules?: readonly Rule[] };
    if (rules !== undefined && isPolicy(rules)) return text ?? "";
  } catch {
    // Told below, as for any other text that is no policy.
  }
  const message =
    "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure'";
  throw new Refusal("InvalidParameterException", message);
}

function getPolicy(call: Call, name: string | undefined, registry: string | undefined) {
  const row = getRepository(call, name, registry);
  if (row.lifecyclePolicy !== undefined) return { row, text: row.lifecyclePolicy };
  const message = `Lifecycle policy does not exist for the repository with name '${row.id}' in the registry with id '${call.accountId}'`;
  throw new Refusal("LifecyclePolicyNotFoundException", message);
}

/** ECR's calls on lifecycle policies. They are kept, not carried out: nothing expires in the sandbox. */
export const lifecyclePolicyOperations = {
  PutLifecyclePolicy: change<PutLifecyclePolicyCommandInput, PutLifecyclePolicyCommandOutput>(
    (input, call) => {
      const row = getRepository(call, input.repositoryName, input.registryId);
      const lifecyclePolicy = checkPolicy(input.lifecyclePolicyText);
      call.account.table(repositories).update(row.id, { lifecyclePolicy });
      return { repositoryName: row.id, registryId: call.accountId, lifecyclePolicyText: lifecyclePolicy };
    },
  ),
  GetLifecyclePolicy: read<GetLifecyclePolicyCommandInput, GetLifecyclePolicyCommandOutput>((input, call) => {
    const { row, text } = getPolicy(call, input.repositoryName, input.registryId);
    return { repositoryName: row.id, registryId: call.accountId, lifecyclePolicyText: text };
  }),
  DeleteLifecyclePolicy: change<DeleteLifecyclePolicyCommandInput, DeleteLifecyclePolicyCommandOutput>(
    (input, call) => {
      const { row, text } = getPolicy(call, input.repositoryName, input.registryId);
      call.account.table(repositories).update(row.id, { lifecyclePolicy: undefined });
      return { repositoryName: row.id, registryId: call.accountId, lifecyclePolicyText: text };
    },
  ),
};
