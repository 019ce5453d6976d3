import type {
  DeleteDashboardsCommandInput,
  DeleteDashboardsCommandOutput,
  GetDashboardCommandInput,
  GetDashboardCommandOutput,
  ListDashboardsCommandInput,
  ListDashboardsCommandOutput,
  PutDashboardCommandInput,
  PutDashboardCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { checkBody } from "./dashboard-body.ts";
import { badValue } from "./refusals.ts";
import { type Dashboard, dashboards } from "./tables.ts";
import { dashboardArn, toTags } from "./tag.ts";

const notFound = (name: string): Refusal =>
  new Refusal("DashboardNotFoundError", `Dashboard ${name} does not exist`, { status: 404 });

/** A put of a name that is there replaces the body and ignores the tags. Source: CloudWatch API reference, PutDashboard. */
function putDashboard(
  input: PutDashboardCommandInput,
  call: Call,
): Omit<PutDashboardCommandOutput, "$metadata"> {
  const { DashboardName: name = "", DashboardBody: body = "" } = input;
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
    throw badValue(
      `The value ${name} for field DashboardName contains invalid characters. It can contain only alphanumerics, dash (-) and underscore (_).`,
    );
  const { errors, warnings } = checkBody(body);
  if (errors.length > 0)
    throw new Refusal(
      "DashboardInvalidInputError",
      `The dashboard body is invalid, there are ${errors.length} validation errors: ${JSON.stringify(errors)}`,
      { members: { dashboardValidationMessages: errors } },
    );
  const table = call.account.table(dashboards);
  const now = call.account.clock.now();
  if (table.find(name) === undefined)
    table.insert({ id: name, createdAt: now, changedAt: now, body, tags: toTags(input.Tags) });
  else table.update(name, { body, changedAt: now });
  return { DashboardValidationMessages: [...warnings] };
}

function getDashboard(
  input: GetDashboardCommandInput,
  call: Call,
): Omit<GetDashboardCommandOutput, "$metadata"> {
  const name = input.DashboardName ?? "";
  const row = call.account.table(dashboards).find(name);
  if (row === undefined) throw notFound(name);
  return { DashboardArn: dashboardArn(call, name), DashboardBody: row.body, DashboardName: name };
}

/** Those that are there go, whatever else the list names; a list of nothing that is there is refused. */
function deleteDashboards(
  input: DeleteDashboardsCommandInput,
  call: Call,
): Omit<DeleteDashboardsCommandOutput, "$metadata"> {
  const names = input.DashboardNames ?? [];
  if (names.length > 100) throw badValue("At most 100 dashboards can be deleted in one call.");
  const table = call.account.table(dashboards);
  const found = names.filter((name) => table.find(name) !== undefined);
  if (found.length === 0) throw notFound(names.join(", "));
  for (const name of found) table.remove(name);
  return {};
}

const toEntry = (call: Call, row: Dashboard) => ({
  DashboardName: row.id,
  DashboardArn: dashboardArn(call, row.id),
  LastModified: new Date(row.changedAt),
  Size: row.body.length,
});

/** CloudWatch's calls on dashboards. */
export const dashboardOperations = {
  PutDashboard: change<PutDashboardCommandInput, PutDashboardCommandOutput>(putDashboard),
  GetDashboard: read<GetDashboardCommandInput, GetDashboardCommandOutput>(getDashboard),
  ListDashboards: read<ListDashboardsCommandInput, ListDashboardsCommandOutput>((input, call) => {
    const rows = call.account.table(dashboards).all();
    const found = rows.filter(({ id }) => id.startsWith(input.DashboardNamePrefix ?? ""));
    return { DashboardEntries: found.map((row) => toEntry(call, row)) };
  }),
  DeleteDashboards: change<DeleteDashboardsCommandInput, DeleteDashboardsCommandOutput>(deleteDashboards),
};
