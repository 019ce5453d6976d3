import type {
  CreateTrailCommandInput,
  CreateTrailCommandOutput,
  DeleteTrailCommandInput,
  DeleteTrailCommandOutput,
  DescribeTrailsCommandInput,
  DescribeTrailsCommandOutput,
  Trail as Told,
  UpdateTrailCommandInput,
  UpdateTrailCommandOutput,
} from "@aws-sdk/client-cloudtrail";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { accessOf } from "./access.ts";
import { checkName, getTrail, trailArn } from "./find.ts";
import { cloudTrailOffers } from "./offers.ts";
import { type Trail, trails } from "./tables.ts";
import { mergeTags } from "./tag.ts";

/** Members of both requests that are not simulated: other places that events may go to, keys, organizations. */
const UNKNOWN = [
  "CloudWatchLogsLogGroupArn",
  "CloudWatchLogsRoleArn",
  "IsOrganizationTrail",
  "KmsKeyId",
  "RecursiveLogging",
  "S3KeyPrefix",
  "SnsTopicName",
];

/** Checks what a trail is to be, and that its bucket lets CloudTrail in. */
function check(call: Call, input: object, wanted: Trail): Trail {
  const unknown = Object.keys(input).find((member) => UNKNOWN.includes(member));
  if (unknown !== undefined) throw new SandboxError(`sandbox does not simulate CloudTrail ${unknown}`);
  if (wanted.multiRegion && !wanted.globalEvents)
    throw new Refusal(
      "InvalidParameterCombinationException",
      "Multi-Region trail must include global service events.",
    );
  const access = accessOf(call, wanted);
  if (access === "NoSuchBucket")
    throw new Refusal("S3BucketDoesNotExistException", `S3 bucket ${wanted.bucketName} does not exist!`);
  if (access === "AccessDenied") {
    const message = `Incorrect S3 bucket policy is detected for bucket: ${wanted.bucketName}`;
    throw new Refusal("InsufficientS3BucketPolicyException", message);
  }
  return wanted;
}

const toAnswer = (row: Trail) => ({
  Name: row.name,
  TrailARN: row.id,
  S3BucketName: row.bucketName,
  IncludeGlobalServiceEvents: row.globalEvents,
  IsMultiRegionTrail: row.multiRegion,
  LogFileValidationEnabled: row.logFileValidation,
  IsOrganizationTrail: false,
});

function create(input: CreateTrailCommandInput, call: Call): Omit<CreateTrailCommandOutput, "$metadata"> {
  const name = checkName(input.Name ?? "");
  const table = call.account.table(trails);
  const id = trailArn(call, name);
  if (table.find(id) !== undefined)
    throw new Refusal(
      "TrailAlreadyExistsException",
      `Trail ${name} already exists for customer: ${call.accountId}`,
    );
  const { trails: most } = call.account.offers(cloudTrailOffers).quotas;
  if (table.all().length >= most)
    throw new Refusal(
      "MaximumNumberOfTrailsExceededException",
      `User: ${call.accountId} already has ${most} trails in ${call.region}.`,
    );
  const wanted = {
    id,
    createdAt: call.account.clock.now(),
    name,
    bucketName: input.S3BucketName ?? "",
    multiRegion: input.IsMultiRegionTrail ?? false,
    globalEvents: input.IncludeGlobalServiceEvents ?? true,
    logFileValidation: input.EnableLogFileValidation ?? false,
    logging: false,
    tags: mergeTags({}, input.TagsList),
  };
  return toAnswer(table.insert(check(call, input, wanted)));
}

/** What the request does not name stays. */
function update(input: UpdateTrailCommandInput, call: Call): Omit<UpdateTrailCommandOutput, "$metadata"> {
  const row = getTrail(call, input.Name);
  const wanted = {
    ...row,
    bucketName: input.S3BucketName ?? row.bucketName,
    multiRegion: input.IsMultiRegionTrail ?? row.multiRegion,
    globalEvents: input.IncludeGlobalServiceEvents ?? row.globalEvents,
    logFileValidation: input.EnableLogFileValidation ?? row.logFileValidation,
  };
  return toAnswer(call.account.table(trails).insert(check(call, input, wanted)));
}

const toTold = (row: Trail, { region }: Call): Told => ({
  ...toAnswer(row),
  HomeRegion: region,
  HasCustomEventSelectors: false,
  HasInsightSelectors: false,
});

/** Names that no trail of the region has are left out. Other regions' trails have no shadows here. */
function describeTrails(
  input: DescribeTrailsCommandInput,
  call: Call,
): Omit<DescribeTrailsCommandOutput, "$metadata"> {
  const asked = new Set(input.trailNameList);
  const found = call.account
    .table(trails)
    .all()
    .filter(({ id, name }) => asked.size === 0 || asked.has(id) || asked.has(name));
  return { trailList: found.map((row) => toTold(row, call)) };
}

/** CloudTrail's calls on trails. */
export const trailOperations = {
  CreateTrail: change<CreateTrailCommandInput, CreateTrailCommandOutput>(create),
  DeleteTrail: change<DeleteTrailCommandInput, DeleteTrailCommandOutput>((input, call) => {
    call.account.table(trails).remove(getTrail(call, input.Name).id);
    return {};
  }),
  DescribeTrails: read<DescribeTrailsCommandInput, DescribeTrailsCommandOutput>(describeTrails),
  UpdateTrail: change<UpdateTrailCommandInput, UpdateTrailCommandOutput>(update),
};
