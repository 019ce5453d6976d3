import type {
  CreateRepositoryCommandInput,
  CreateRepositoryCommandOutput,
  DeleteRepositoryCommandInput,
  DeleteRepositoryCommandOutput,
  DescribeRepositoriesCommandInput,
  DescribeRepositoriesCommandOutput,
  PutImageScanningConfigurationCommandInput,
  PutImageScanningConfigurationCommandOutput,
  PutImageTagMutabilityCommandInput,
  PutImageTagMutabilityCommandOutput,
  Repository,
} from "@aws-sdk/client-ecr";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getRepository, imagesIn } from "./find.ts";
import { paginate } from "./page.ts";
import { images, type Repository as Row, repositories } from "./tables.ts";
import { mergeTags } from "./tagging.ts";

/** Names of repositories. Source: the service's model, RepositoryName. */
const NAME = /^(?=.{2,256}$)[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/;

/** The registry's host, which is also where images are pushed to. */
export const registryOf = (call: Call): string => {
  const domain = call.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `${call.accountId}.dkr.ecr.${call.region}.${domain}`;
};

/** The ARN of a repository. */
export const repositoryArn = (call: Call, name: string): string => toArn(call, "ecr", `repository/${name}`);

function toRepository(row: Row, call: Call): Repository {
  return {
    repositoryName: row.id,
    repositoryArn: repositoryArn(call, row.id),
    registryId: call.accountId,
    repositoryUri: `${registryOf(call)}/${row.id}`,
    createdAt: new Date(row.createdAt),
    imageTagMutability: row.tagMutability,
    imageScanningConfiguration: { scanOnPush: row.scanOnPush },
    encryptionConfiguration: {
      encryptionType: row.encryption.type as "AES256" | "KMS",
      ...(row.encryption.kmsKey === undefined ? {} : { kmsKey: row.encryption.kmsKey }),
    },
  };
}

function create(
  input: CreateRepositoryCommandInput,
  call: Call,
): Omit<CreateRepositoryCommandOutput, "$metadata"> {
  const { repositoryName: name = "", encryptionConfiguration: encryption } = input;
  const table = call.account.table(repositories);
  if (!NAME.test(name)) {
    const message = `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression'`;
    throw new Refusal("InvalidParameterException", message);
  }
  if (table.find(name) !== undefined) {
    const message = `The repository with name '${name}' already exists in the registry with id '${call.accountId}'`;
    throw new Refusal("RepositoryAlreadyExistsException", message);
  }
  const made = table.insert({
    id: name,
    createdAt: call.account.clock.now(),
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
    tagMutability: mutabilityOf(input.imageTagMutability),
    encryption: {
      type: encryption?.encryptionType ?? "AES256",
      ...(encryption?.kmsKey === undefined ? {} : { kmsKey: encryption.kmsKey }),
    },
    tags: mergeTags({}, input.tags),
  });
  return { repository: toRepository(made, call) };
}

function mutabilityOf(asked: string | undefined): Row["tagMutability"] {
  if (asked === undefined || asked === "MUTABLE" || asked === "IMMUTABLE") return asked ?? "MUTABLE";
  throw new Refusal("InvalidParameterException", `The sandbox has no tag mutability ${asked}`);
}

function remove(
  input: DeleteRepositoryCommandInput,
  call: Call,
): Omit<DeleteRepositoryCommandOutput, "$metadata"> {
  const row = getRepository(call, input.repositoryName, input.registryId);
  const held = imagesIn(call, row.id);
  if (held.length > 0 && input.force !== true) {
    const message = `The repository with name '${row.id}' in registry with id '${call.accountId}' cannot be deleted because it still contains images`;
    throw new Refusal("RepositoryNotEmptyException", message);
  }
  for (const { id } of held) call.account.table(images).remove(id);
  call.account.table(repositories).remove(row.id);
  return { repository: toRepository(row, call) };
}

function describeRepositories(
  input: DescribeRepositoriesCommandInput,
  call: Call,
): Omit<DescribeRepositoriesCommandOutput, "$metadata"> {
  const names = input.repositoryNames ?? [];
  const named = names.map((name) => getRepository(call, name, input.registryId));
  const found = names.length > 0 ? named : call.account.table(repositories).all();
  const { records, nextToken } = paginate(found, input);
  return { repositories: records.map((row) => toRepository(row, call)), nextToken };
}

/** ECR's calls on repositories. */
export const repositoryOperations = {
  CreateRepository: change<CreateRepositoryCommandInput, CreateRepositoryCommandOutput>(create),
  DeleteRepository: change<DeleteRepositoryCommandInput, DeleteRepositoryCommandOutput>(remove),
  DescribeRepositories: read<DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput>(
    describeRepositories,
  ),
  PutImageScanningConfiguration: change<
    PutImageScanningConfigurationCommandInput,
    PutImageScanningConfigurationCommandOutput
  >((input, call) => {
    const row = getRepository(call, input.repositoryName, input.registryId);
    const scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
    call.account.table(repositories).update(row.id, { scanOnPush });
    return {
      repositoryName: row.id,
      registryId: call.accountId,
      imageScanningConfiguration: { scanOnPush },
    };
  }),
  PutImageTagMutability: change<PutImageTagMutabilityCommandInput, PutImageTagMutabilityCommandOutput>(
    (input, call) => {
      const row = getRepository(call, input.repositoryName, input.registryId);
      const tagMutability = mutabilityOf(input.imageTagMutability);
      call.account.table(repositories).update(row.id, { tagMutability });
      return { repositoryName: row.id, registryId: call.accountId, imageTagMutability: tagMutability };
    },
  ),
};
