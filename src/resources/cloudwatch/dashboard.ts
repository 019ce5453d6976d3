import {
  type DashboardValidationMessage,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags, Watch } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { changeTags, readTags } from "./tagging.ts";

/** What a dashboard is asked to be. */
export type DashboardProps = {
  /** 1 to 255 letters, digits, hyphens or underscores, unique in the account: dashboards belong to no region. */
  name: string;
  /** JSON text with a list of `widgets`. */
  body: string;
  tags: Tags;
};

export type DashboardAttributes = { name: string; arn: string };

type ObservedDashboard = Observed<DashboardProps, DashboardAttributes>;

/** What a dashboard holds between its create and the update that tells what AWS makes of its widgets. */
const EMPTY = JSON.stringify({ widgets: [] });

/** The dashboard may go between the two reads: then its ARN is what is not found. */
async function findDashboard(aws: Aws, name: string): Promise<ObservedDashboard | undefined> {
  return orAbsent(async () => {
    const told = await aws.safe.cloudWatch.send(new GetDashboardCommand({ DashboardName: name }));
    const { DashboardArn: arn = "", DashboardBody: body = "" } = told;
    const tags = await readTags(aws, arn);
    return {
      id: name,
      name,
      condition: "standing",
      status: "available",
      props: { name, body, tags },
      attributes: { name, arn },
      tags,
    };
  });
}

/** `/widgets/0/properties/metrics: Should have at least 1 item` as AWS tells it, path first. */
const toText = ({ DataPath, Message }: DashboardValidationMessage): string =>
  [DataPath, Message].filter((part) => part !== undefined && part !== "").join(": ");

/** Sets the whole body. What AWS will not draw is told; a body that is wrong is refused by AWS. */
async function putBody(
  aws: Aws,
  name: string,
  { body, watch }: { body: string; watch: Watch },
): Promise<void> {
  const command = new PutDashboardCommand({ DashboardName: name, DashboardBody: body });
  const { DashboardValidationMessages: warnings } = await aws.safe.cloudWatch.send(command);
  for (const warning of warnings ?? []) watch.report(`CloudWatch warns: ${toText(warning)}`);
}

/**
 * A CloudWatch dashboard. Made at once. PutDashboard replaces whatever has the name, so the create looks first and makes it
 * empty with its tags; the widgets follow in an update, whose warnings can be told.
 */
export const dashboard = resourceType<DashboardProps, DashboardAttributes>({
  name: "cloudwatch/dashboard",
  title: "CloudWatch dashboard",
  repeat: "name",
  proof: "tags",
  accountWide: true,
  compare: { name: "exact", body: "json", tags: "subset" },
  replaceOn: ["name"],
  afterCreate: ["body"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 1, delete: 1 },
  iamActions: [
    "cloudwatch:PutDashboard",
    "cloudwatch:GetDashboard",
    "cloudwatch:DeleteDashboards",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
    "cloudwatch:ListTagsForResource",
  ],
  nameOf: ({ name }) => name,
  usage: () => [{ sku: "cloudwatch:dashboard:month", quantity: 1 }],

  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findDashboard(aws, name))));
  },

  get: findDashboard,

  async create(aws, { name, tags }) {
    if ((await findDashboard(aws, name)) !== undefined)
      throw new AlreadyExists(new Error(`The dashboard ${name} already exists.`));
    const command = new PutDashboardCommand({
      DashboardName: name,
      DashboardBody: EMPTY,
      Tags: toTagList(tags),
    });
    await aws.once.cloudWatch.send(command);
    return { id: name };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findDashboard(aws, id), `dashboard ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    await changeTags(aws, context.observed.attributes.arn, changes);
    if (changes.some(({ prop }) => prop === "body"))
      await putBody(aws, id, { body: context.props.body, watch: context });
  },

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames: [id] })));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findDashboard(aws, id), `dashboard ${id}`, watch),
});
