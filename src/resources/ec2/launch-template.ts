import {
  CreateLaunchTemplateCommand,
  DeleteLaunchTemplateCommand,
  type DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplate,
  type LaunchTemplateVersion,
  paginateDescribeLaunchTemplates,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom, ignoreAbsent, orAbsent, present } from "../type.ts";
import { fromResponse, type LaunchTemplateData, toRequest } from "./launch-template-data.ts";
import { moveToVersion } from "./launch-template-version.ts";
import { untilProfileKnown } from "./profile-lag.ts";
import { byValues, changeTags } from "./tagging.ts";

/** What a launch template is asked to be: its default version says all but the name and its own tags. */
export type LaunchTemplateProps = LaunchTemplateData & {
  /** 3 to 128 letters, digits and `().-/_`; unique in account and region. */
  name: string;
  tags: Tags;
};

/** What a launch template tells others; instances are launched from the default version. */
export type LaunchTemplateAttributes = {
  launchTemplateId: string;
  name: string;
  defaultVersion: number;
  latestVersion: number;
};

type ObservedTemplate = Observed<LaunchTemplateProps, LaunchTemplateAttributes>;

async function readTemplates(aws: Aws, query: DescribeLaunchTemplatesRequest): Promise<ObservedTemplate[]> {
  const pages = paginateDescribeLaunchTemplates({ client: aws.safe.ec2 }, query);
  const found = await collect(pages, (page) => page.LaunchTemplates);
  return present(await Promise.all(found.map((template) => toObserved(aws, template))));
}

/** The template may go between the two reads. */
async function toObserved(aws: Aws, template: LaunchTemplate): Promise<ObservedTemplate | undefined> {
  const { LaunchTemplateId: id = "", LaunchTemplateName: name = "" } = template;
  const version = await readDefault(aws, { LaunchTemplateId: id });
  if (version === undefined) return undefined;
  const defaultVersion = version.VersionNumber ?? 1;
  const latestVersion = Math.max(template.LatestVersionNumber ?? 1, defaultVersion);
  const tags = fromTagList(template.Tags);
  return {
    id,
    name,
    condition: "standing",
    status: "available",
    props: { name, tags, ...fromResponse(version.LaunchTemplateData) },
    attributes: { launchTemplateId: id, name, defaultVersion, latestVersion },
    tags,
  };
}

function readDefault(
  aws: Aws,
  template: { LaunchTemplateId: string } | { LaunchTemplateName: string },
): Promise<LaunchTemplateVersion | undefined> {
  const command = new DescribeLaunchTemplateVersionsCommand({ ...template, Versions: ["$Default"] });
  return orAbsent(async () => (await aws.safe.ec2.send(command)).LaunchTemplateVersions?.[0]);
}

/** The user data with which a template of this name launches instances now; `undefined` where there is none. */
export async function findUserData(aws: Aws, name: string): Promise<string | undefined> {
  const version = await readDefault(aws, { LaunchTemplateName: name });
  return version === undefined ? undefined : fromResponse(version.LaunchTemplateData).userData;
}

/** What instances are launched from. A change makes a new version, which becomes the default; those before it stay. */
export const launchTemplate: AwsType<LaunchTemplateProps, LaunchTemplateAttributes> = {
  name: "ec2/launch-template",
  title: "launch template",
  repeat: "token",
  proof: "tags",
  compare: {
    name: "exact",
    imageId: "exact",
    instanceType: "exact",
    keyName: "exact",
    instanceProfile: "exact",
    securityGroupIds: "set",
    userData: "exact",
    rootVolume: "exact",
    metadata: "exact",
    launchTags: "exact",
    tags: "subset",
  },
  replaceOn: ["name"],
  rename: "name",
  stable: ["launchTemplateId", "name"],
  typicalSeconds: { create: 3, update: 3, delete: 3 },
  iamActions: [
    "ec2:CreateLaunchTemplate",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:CreateLaunchTemplateVersion",
    "ec2:ModifyLaunchTemplate",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DeleteLaunchTemplate",
  ],
  nameOf: ({ name }) => name,

  /** By filter: a read by names fails when one of them is not there. */
  async list(aws, { names }) {
    if (names.length === 0) return [];
    return readTemplates(aws, { Filters: byValues("launch-template-name", names) });
  },

  async get(aws, id) {
    const found = await orAbsent(() => readTemplates(aws, { LaunchTemplateIds: [id] }));
    return found?.[0];
  },

  async create(aws, { name, tags, ...data }, token) {
    const command = new CreateLaunchTemplateCommand({
      ClientToken: token,
      LaunchTemplateName: name,
      LaunchTemplateData: toRequest(data),
      TagSpecifications: toTagSpecifications("launch-template", tags),
    });
    const send = () => asAlreadyExists(() => aws.safe.ec2.send(command));
    const { LaunchTemplate: made } = await untilProfileKnown(send, aws.clock);
    return { id: idFrom(made?.LaunchTemplateId, "CreateLaunchTemplate") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => launchTemplate.get(aws, id), `launch template ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    if (changes.some(({ prop }) => prop !== "tags")) {
      const latest = context.observed.attributes.latestVersion;
      await moveToVersion(aws, { id, latest, data: context.props }, context);
    }
    await changeTags(aws, id, changes, context);
  },

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id })));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => launchTemplate.get(aws, id), `launch template ${id}`, watch),
};
