import type {
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateCommandOutput,
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateCommandOutput,
  DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplatesCommandOutput,
  LaunchTemplate,
  ModifyLaunchTemplateCommandInput,
  ModifyLaunchTemplateCommandOutput,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { makeOnce } from "./client-token.ts";
import { type FilterTable, paginate, select } from "./describe.ts";
import { getRecord, getRecords } from "./kind.ts";
import { findTemplate, unknownName } from "./launch-template-name.ts";
import { checkTemplateData, getVersion } from "./launch-template-version.ts";
import { launchTemplates, type LaunchTemplate as Row } from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

/** Names of launch templates. Source: EC2 API reference, CreateLaunchTemplate. */
const NAME = /^[a-zA-Z0-9().\-/_]{3,128}$/;

const FILTERS: FilterTable<Row> = {
  "launch-template-name": (row) => row.name,
};

function toTemplate(row: Row, call: Call): LaunchTemplate {
  return {
    LaunchTemplateId: row.id,
    LaunchTemplateName: row.name,
    CreateTime: new Date(row.createdAt),
    CreatedBy: call.callerArn,
    DefaultVersionNumber: row.defaultVersion,
    LatestVersionNumber: row.versions.at(-1)?.number ?? row.defaultVersion,
    Tags: toTagList(row.tags),
  };
}

function insert(input: CreateLaunchTemplateCommandInput, call: Call): string {
  const { LaunchTemplateName: name = "" } = input;
  const table = call.account.table(launchTemplates.table);
  if (!NAME.test(name)) {
    const message = `The launch template name ${name} is not valid. It has 3 to 128 letters, digits and ().-/_`;
    throw new Refusal("InvalidLaunchTemplateName.MalformedException", message);
  }
  if (table.all().some((row) => row.name === name)) {
    throw new Refusal(
      "InvalidLaunchTemplateName.AlreadyExistsException",
      `Launch template name already in use.`,
    );
  }
  const createdAt = call.account.clock.now();
  const description = input.VersionDescription;
  const first = {
    number: 1,
    createdAt,
    data: checkTemplateData(input.LaunchTemplateData),
    ...(description === undefined ? {} : { description }),
  };
  const tags = tagsFrom(input.TagSpecifications, launchTemplates.tagType);
  const id = newId("lt");
  table.insert({ id, createdAt, name, defaultVersion: 1, versions: [first], tags });
  return id;
}

function create(
  input: CreateLaunchTemplateCommandInput,
  call: Call,
): Omit<CreateLaunchTemplateCommandOutput, "$metadata"> {
  const id = makeOnce(call, "CreateLaunchTemplate", input, () => insert(input, call));
  return { LaunchTemplate: toTemplate(getRecord(call, launchTemplates, id), call) };
}

function modify(
  input: ModifyLaunchTemplateCommandInput,
  call: Call,
): Omit<ModifyLaunchTemplateCommandOutput, "$metadata"> {
  const template = findTemplate(call, input);
  const { number } = getVersion(template, input.DefaultVersion);
  const changed = call.account.table(launchTemplates.table).update(template.id, { defaultVersion: number });
  return { LaunchTemplate: toTemplate(changed, call) };
}

function describeTemplates(
  input: DescribeLaunchTemplatesCommandInput,
  call: Call,
): Omit<DescribeLaunchTemplatesCommandOutput, "$metadata"> {
  const names = input.LaunchTemplateNames ?? [];
  const all = getRecords(call, launchTemplates, input.LaunchTemplateIds);
  const unknown = names.find((name) => !all.some((row) => row.name === name));
  if (unknown !== undefined) throw unknownName(unknown);
  const named = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const request = { filters: input.Filters, maxResults: input.MaxResults, nextToken: input.NextToken };
  const { records, nextToken } = paginate(call, select(call, named, { request, filters: FILTERS }), request);
  return { LaunchTemplates: records.map((row) => toTemplate(row, call)), NextToken: nextToken };
}

/** EC2's calls on launch templates. One can go while instances of it run; a group that uses it keeps it by itself. */
export const launchTemplateOperations = {
  CreateLaunchTemplate: change<CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput>(create),
  DeleteLaunchTemplate: change<DeleteLaunchTemplateCommandInput, DeleteLaunchTemplateCommandOutput>(
    (input, call) => {
      const template = findTemplate(call, input);
      call.account.table(launchTemplates.table).remove(template.id);
      return { LaunchTemplate: toTemplate(template, call) };
    },
  ),
  DescribeLaunchTemplates: read<DescribeLaunchTemplatesCommandInput, DescribeLaunchTemplatesCommandOutput>(
    describeTemplates,
  ),
  ModifyLaunchTemplate: change<ModifyLaunchTemplateCommandInput, ModifyLaunchTemplateCommandOutput>(modify),
};
