import type {
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { makeOnce } from "./client-token.ts";
import { paginate } from "./describe.ts";
import { findTemplate, type TemplateName } from "./launch-template-name.ts";
import { type LaunchTemplate, launchTemplates, type LaunchTemplateVersion as Row } from "./tables.ts";

/** EC2's bound of user data, in bytes before base64. Source: EC2 User Guide, "Run commands when you launch an EC2 instance". */
const MAX_USER_DATA_BYTES = 16_384;

/** EC2's bound of versions of one template. Source: EC2 User Guide, "Restrictions of launch templates". */
const MAX_VERSIONS = 10_000;

/** Refuses what no launch can be made of. Images, profiles, groups and key pairs are judged at the launch only. */
export function checkTemplateData(data: RequestLaunchTemplateData | undefined): RequestLaunchTemplateData {
  if (data === undefined || Object.keys(data).length === 0) {
    const message = "You must specify at least one launch template data parameter.";
    throw new Refusal("MissingParameter", message);
  }
  checkUserData(data.UserData);
  return data;
}

/** Refuses user data that is not base64 or too long. */
export function checkUserData(userData: string | undefined): void {
  if (userData === undefined) return;
  const bytes = Buffer.from(userData, "base64");
  if (bytes.toString("base64").replace(/=+$/, "") !== userData.replace(/\s/g, "").replace(/=+$/, ""))
    throw new Refusal("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
  if (bytes.length > MAX_USER_DATA_BYTES) {
    const message = `User data is limited to ${MAX_USER_DATA_BYTES} bytes`;
    throw new Refusal("InvalidParameterValue", message);
  }
}

/** Gets a version of a template by number, `$Latest` or `$Default`. Throws EC2's error for one that is not there. */
export function getVersion(template: LaunchTemplate, version: string | undefined): Row {
  const latest = template.versions.at(-1)?.number ?? 0;
  const named: Readonly<Record<string, number>> = { $Latest: latest, $Default: template.defaultVersion };
  const number = named[version ?? "$Default"] ?? Number(version);
  const found = template.versions.find((candidate) => candidate.number === number);
  if (found !== undefined) return found;
  throw new Refusal(
    "InvalidLaunchTemplateId.VersionNotFound",
    `Could not find the specified version ${version} for the launch template with ID ${template.id}.`,
  );
}

/** Writes a version as EC2 answers it: what was asked, with the requests' words for what the answers call otherwise. */
export function toVersion(template: LaunchTemplate, row: Row, call: Call): LaunchTemplateVersion {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: row.number,
    VersionDescription: row.description,
    CreateTime: new Date(row.createdAt),
    CreatedBy: call.callerArn,
    DefaultVersion: row.number === template.defaultVersion,
    LaunchTemplateData: row.data as ResponseLaunchTemplateData,
  };
}

function makeVersion(input: CreateLaunchTemplateVersionCommandInput, call: Call): string {
  const template = findTemplate(call, input);
  const { versions } = template;
  if (versions.length >= MAX_VERSIONS) {
    const message = "You have reached the limit of versions for this launch template.";
    throw new Refusal("VersionLimitExceeded", message);
  }
  const source = input.SourceVersion === undefined ? {} : getVersion(template, input.SourceVersion).data;
  const number = (versions.at(-1)?.number ?? 0) + 1;
  const made: Row = {
    number,
    createdAt: call.account.clock.now(),
    data: { ...source, ...checkTemplateData(input.LaunchTemplateData) },
    ...(input.VersionDescription === undefined ? {} : { description: input.VersionDescription }),
  };
  call.account.table(launchTemplates.table).update(template.id, { versions: [...versions, made] });
  return String(number);
}

function createVersion(
  input: CreateLaunchTemplateVersionCommandInput,
  call: Call,
): Omit<CreateLaunchTemplateVersionCommandOutput, "$metadata"> {
  const made = makeOnce(call, "CreateLaunchTemplateVersion", input, () => makeVersion(input, call));
  const template = findTemplate(call, input);
  return { LaunchTemplateVersion: toVersion(template, getVersion(template, made), call) };
}

/** The versions that a call asks for: those that it names, a range of numbers, or all; the newest first. */
function selectVersions(template: LaunchTemplate, input: DescribeLaunchTemplateVersionsCommandInput): Row[] {
  const named = input.Versions ?? [];
  if (named.length > 0) {
    const numbers = new Set(named.map((version) => getVersion(template, version).number));
    return template.versions.filter(({ number }) => numbers.has(number)).toReversed();
  }
  const least = Number(input.MinVersion ?? 1);
  const most = Number(input.MaxVersion ?? Number.MAX_SAFE_INTEGER);
  return template.versions.filter(({ number }) => number >= least && number <= most).toReversed();
}

/** Without a template, `$Latest` and `$Default` mean those of every template. Source: EC2 API reference. */
function templatesFor(input: TemplateName, call: Call): readonly LaunchTemplate[] {
  const isNamed = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined;
  return isNamed ? [findTemplate(call, input)] : call.account.table(launchTemplates.table).all();
}

function describeVersions(
  input: DescribeLaunchTemplateVersionsCommandInput,
  call: Call,
): Omit<DescribeLaunchTemplateVersionsCommandOutput, "$metadata"> {
  if ((input.Filters ?? []).length > 0)
    throw new Refusal("InvalidParameterValue", "The sandbox selects versions by their numbers only.");
  const found = templatesFor(input, call).flatMap((template) =>
    selectVersions(template, input).map((row) => toVersion(template, row, call)),
  );
  const request = { maxResults: input.MaxResults, nextToken: input.NextToken };
  const { records, nextToken } = paginate(call, found, request);
  return { LaunchTemplateVersions: [...records], NextToken: nextToken };
}

/** EC2's calls on the versions of launch templates. */
export const launchTemplateVersionOperations = {
  CreateLaunchTemplateVersion: change<
    CreateLaunchTemplateVersionCommandInput,
    CreateLaunchTemplateVersionCommandOutput
  >(createVersion),
  DescribeLaunchTemplateVersions: read<
    DescribeLaunchTemplateVersionsCommandInput,
    DescribeLaunchTemplateVersionsCommandOutput
  >(describeVersions),
};
