import type {
  CreateLogGroupCommandInput,
  CreateLogGroupCommandOutput,
  DeleteLogGroupCommandInput,
  DeleteLogGroupCommandOutput,
  DeleteRetentionPolicyCommandInput,
  DeleteRetentionPolicyCommandOutput,
  DescribeLogGroupsCommandInput,
  DescribeLogGroupsCommandOutput,
  LogGroup,
  PutRetentionPolicyCommandInput,
  PutRetentionPolicyCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { cloudWatchLogsOffers } from "./offers.ts";
import { logGroups, type LogGroup as Row } from "./tables.ts";
import { groupArn, toTags } from "./tag.ts";

/** Source: CloudWatch Logs API reference, PutRetentionPolicy. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const MOST_IN_PAGE = 50;

/** CloudWatch Logs' refusal of a parameter. */
const invalid = (message: string): Refusal => new Refusal("InvalidParameterException", message);

function getGroup(call: Call, name: string | undefined): Row {
  const row = call.account.table(logGroups).find(name ?? "");
  if (row === undefined)
    throw new Refusal("ResourceNotFoundException", "The specified log group does not exist.");
  return row;
}

function createLogGroup(
  input: CreateLogGroupCommandInput,
  call: Call,
): Omit<CreateLogGroupCommandOutput, "$metadata"> {
  const { logGroupName: name = "", tags, ...rest } = input;
  const stranger = Object.entries(rest).find(([, value]) => value !== undefined);
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate CloudWatchLogs CreateLogGroup.${stranger[0]}`);
  if (!/^[A-Za-z0-9_/.#-]{1,512}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    );
  if (name.startsWith("aws/")) throw invalid("Log groups starting with AWS/ are reserved for AWS.");
  const table = call.account.table(logGroups);
  if (table.find(name) !== undefined)
    throw new Refusal("ResourceAlreadyExistsException", "The specified log group already exists");
  if (table.all().length >= call.account.offers(cloudWatchLogsOffers).quotas.logGroups)
    throw new Refusal("LimitExceededException", "Resource limit exceeded.");
  table.insert({ id: name, createdAt: call.account.clock.now(), tags: toTags(tags) });
  return {};
}

function toLogGroup(row: Row, call: Call): LogGroup {
  const arn = groupArn(call, row.id);
  return {
    logGroupName: row.id,
    creationTime: row.createdAt,
    retentionInDays: row.retentionInDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: 0,
    logGroupClass: "STANDARD",
  };
}

/** Sorted by name. */
function describeLogGroups(
  input: DescribeLogGroupsCommandInput,
  call: Call,
): Omit<DescribeLogGroupsCommandOutput, "$metadata"> {
  const { logGroupNamePrefix: prefix = "", limit = MOST_IN_PAGE, nextToken } = input;
  if (limit < 1 || limit > MOST_IN_PAGE) throw invalid(`limit must be between 1 and ${MOST_IN_PAGE}`);
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start)) throw invalid("The specified nextToken is invalid.");
  const rows = call.account.table(logGroups).all();
  const found = rows.filter(({ id }) => id.startsWith(prefix)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const end = start + limit;
  return {
    logGroups: found.slice(start, end).map((row) => toLogGroup(row, call)),
    nextToken: end < found.length ? String(end) : undefined,
  };
}

/** CloudWatch Logs' calls on log groups and on how long they keep their logs. */
export const logGroupOperations = {
  CreateLogGroup: change<CreateLogGroupCommandInput, CreateLogGroupCommandOutput>(createLogGroup),
  DescribeLogGroups: read<DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput>(describeLogGroups),
  DeleteLogGroup: change<DeleteLogGroupCommandInput, DeleteLogGroupCommandOutput>((input, call) => {
    call.account.table(logGroups).remove(getGroup(call, input.logGroupName).id);
    return {};
  }),
  PutRetentionPolicy: change<PutRetentionPolicyCommandInput, PutRetentionPolicyCommandOutput>(
    (input, call) => {
      const { retentionInDays = 0 } = input;
      const { id } = getGroup(call, input.logGroupName);
      if (!RETENTIONS.includes(retentionInDays))
        throw invalid(`The retention of ${retentionInDays} days is none of ${RETENTIONS.join(", ")}.`);
      call.account.table(logGroups).update(id, { retentionInDays });
      return {};
    },
  ),
  DeleteRetentionPolicy: change<DeleteRetentionPolicyCommandInput, DeleteRetentionPolicyCommandOutput>(
    (input, call) => {
      const { id } = getGroup(call, input.logGroupName);
      call.account.table(logGroups).update(id, { retentionInDays: undefined });
      return {};
    },
  ),
};
