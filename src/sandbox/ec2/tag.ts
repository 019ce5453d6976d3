import type {
  CreateTagsCommandInput,
  CreateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  ResourceType,
  Tag,
} from "@aws-sdk/client-ec2";
import type { Account, AccountRecord, Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, paginate, select } from "./describe.ts";
import { getRecord, type Kind } from "./kind.ts";
import {
  elasticIps,
  instances,
  internetGateways,
  launchTemplates,
  natGateways,
  networkInterfaces,
  routeTables,
  securityGroupRules,
  securityGroups,
  subnets,
  vpcEndpoints,
  vpcs,
} from "./tables.ts";
import { mergeTags } from "./tagging.ts";

/** Every kind that can carry tags; a new one is a line here. */
const TAGGABLE: readonly Kind<AccountRecord>[] = [
  elasticIps,
  instances,
  internetGateways,
  launchTemplates,
  natGateways,
  networkInterfaces,
  routeTables,
  securityGroupRules,
  securityGroups,
  subnets,
  vpcEndpoints,
  vpcs,
];

function retag(call: Call, ids: readonly string[] | undefined, next: (tags: Tags) => Tags): void {
  // All are looked up before the first is changed: EC2 tags everything or nothing.
  const found = (ids ?? []).map((id) => {
    const kind = TAGGABLE.find(({ prefix }) => id.startsWith(`${prefix}-`));
    if (kind === undefined) throw new Refusal("InvalidID", `The ID '${id}' is not valid`);
    return { kind, record: getRecord(call, kind, id) };
  });
  for (const { kind, record } of found)
    call.account.table(kind.table).update(record.id, { tags: next(record.tags ?? {}) });
}

function withoutTags(present: Tags, unwanted: readonly Tag[] | undefined): Tags {
  if (unwanted === undefined || unwanted.length === 0) return {};
  const goes = ([key, value]: readonly [string, string]): boolean =>
    unwanted.some(({ Key, Value }) => Key === key && (Value === undefined || Value === value));
  return Object.fromEntries(Object.entries(present).filter((entry) => !goes(entry)));
}

interface TagRow {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly value: string;
  readonly tags: Tags;
}

function allTags(account: Account): readonly TagRow[] {
  return TAGGABLE.flatMap(({ table, tagType }) =>
    account
      .table(table)
      .all()
      .flatMap(({ id, tags = {} }) =>
        Object.entries(tags).map(([key, value]) => ({
          id,
          type: tagType,
          key,
          value,
          tags: { [key]: value },
        })),
      ),
  );
}

const FILTERS: FilterTable<TagRow> = {
  key: (row) => row.key,
  "resource-id": (row) => row.id,
  "resource-type": (row) => row.type,
  value: (row) => row.value,
};

/** EC2's calls on tags. */
export const tagOperations = {
  CreateTags: change<CreateTagsCommandInput, CreateTagsCommandOutput>((input, call) => {
    retag(call, input.Resources, (tags) => mergeTags(tags, input.Tags ?? []));
    return {};
  }),
  DeleteTags: change<DeleteTagsCommandInput, DeleteTagsCommandOutput>((input, call) => {
    retag(call, input.Resources, (tags) => withoutTags(tags, input.Tags));
    return {};
  }),
  DescribeTags: read<DescribeTagsCommandInput, DescribeTagsCommandOutput>((input, call) => {
    const request = { filters: input.Filters, maxResults: input.MaxResults, nextToken: input.NextToken };
    const { records, nextToken } = paginate(
      call,
      select(call, allTags(call.account), { request, filters: FILTERS }),
      request,
    );
    const Tags = records.map(({ id, type, key, value }) => ({
      ResourceId: id,
      ResourceType: type as ResourceType,
      Key: key,
      Value: value,
    }));
    return { Tags, NextToken: nextToken };
  }),
};
