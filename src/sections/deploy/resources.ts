import { OURS } from "../../engine/ownership.ts";
import type { Ref } from "../../engine/ref.ts";
import type { Tags } from "../../engine/resource.ts";
import type { Handle } from "../../engine/stack.ts";
import { Bug } from "../../errors.ts";
import { logGroup } from "../../resources/cloudwatch-logs/log-group.ts";
import { instance } from "../../resources/ec2/instance.ts";
import { type LaunchTemplateAttributes, launchTemplate } from "../../resources/ec2/launch-template.ts";
import { ecrRepository } from "../../resources/ecr/repository.ts";
import type { IamHandles } from "../iam/handles.ts";
import type { NetworkHandles } from "../network/handles.ts";
import type { DeclareContext } from "../section.ts";
import { environmentOf, secretsOf } from "./environment.ts";
import type { DeployHandles } from "./handles.ts";
import { repositoryName, toPinnedName } from "./image.ts";
import { amiOf, imageDigest, isImageReady } from "./lookups.ts";
import { userDataOf } from "./user-data.ts";

/** Declares the repository, the log group, the launch template and, if asked for, the guide's single instance. */
export function declareDeploy(context: DeclareContext): DeployHandles {
  const { stack, settings, answers, handles } = context;
  const { name, deploy } = settings;
  const { network, iam } = handles;
  if (network === undefined || iam === undefined)
    throw new Bug("The deployment was declared before network and role.");
  const repository = stack.add(ecrRepository, "deploy.repository", {
    name: repositoryName(settings),
    scanOnPush: true,
    tagsMove: true,
    keepImages: deploy.keepImages,
    keptTag: deploy.imageTag,
  });
  const log = stack.add(logGroup, "deploy.log-group", {
    name: `/${name}/app`,
    retentionDays: deploy.logRetentionDays,
    tags: { Name: `${name}-app` },
  });
  const before = [...iam.before, ...network.egress, log];
  const template = declareTemplate(context, {
    image: repository.out.uri.map((uri) => toPinnedName(uri, settings, imageDigest(answers))),
    network,
    iam,
  });
  if (deploy.instance) declareInstance(context, { template, network, iam, before });
  return {
    launchTemplateId: template.out.launchTemplateId,
    launchTemplateVersion: template.out.defaultVersion,
    repositoryUri: repository.out.uri,
    imageReady: isImageReady(answers),
    before,
  };
}

interface Needed {
  readonly network: NetworkHandles;
  readonly iam: IamHandles;
}

type Template = Handle<LaunchTemplateAttributes>;

function declareTemplate(
  context: DeclareContext,
  { image, network, iam }: Needed & { readonly image: Ref<string> },
): Template {
  const { stack, settings, answers, region } = context;
  const { name, deploy } = settings;
  const app = `${name}-app`;
  const userData = userDataOf({
    app,
    region,
    image,
    logGroup: `/${name}/app`,
    environment: environmentOf(context),
    secrets: secretsOf(context),
  });
  const props = {
    name: app,
    imageId: amiOf(settings, answers),
    instanceType: deploy.instanceType,
    keyName: deploy.keyName ?? "",
    instanceProfile: iam.instanceProfileName,
    securityGroupIds: [network.groups.application],
    userData,
    rootVolume: { sizeGib: deploy.rootVolumeGib, type: "gp3", encrypted: true },
    // A container reaches the metadata over Docker's bridge: one hop more. Source: EC2 User Guide, "Configure the instance metadata options".
    metadata: { tokens: "required", hopLimit: 2 },
    launchTags: launchTagsOf(context),
  };
  return stack.add(launchTemplate, "deploy.launch-template", props, iam.before);
}

/** Marks of the stack on volumes and interfaces, which nothing else would show to be ours. */
function launchTagsOf({ stack: { marks }, settings }: DeclareContext): Tags {
  const ours = { [OURS.stack]: marks.stack, [OURS.lineage]: marks.lineage };
  return { Name: `${settings.name}-app`, ...marks.tags, ...ours };
}

interface InstanceInput extends Needed {
  readonly template: Template;
  readonly before: readonly Handle<unknown>[];
}

function declareInstance({ stack, settings }: DeclareContext, input: InstanceInput): void {
  const { template, network, iam, before } = input;
  const [subnetId] = network.applicationSubnetIds;
  if (subnetId === undefined) throw new Bug("The network has no subnet for the application.");
  const props = {
    launchTemplateId: template.out.launchTemplateId,
    launchTemplateVersion: template.out.defaultVersion,
    instanceType: settings.deploy.instanceType,
    rootVolumeGib: settings.deploy.rootVolumeGib,
    publicAddress: network.publicInstances,
    subnetId,
    securityGroupIds: [network.groups.application],
    instanceProfile: iam.instanceProfileName,
    tags: { Name: `${settings.name}-app` },
  };
  stack.add(instance, "deploy.instance", props, before);
}
