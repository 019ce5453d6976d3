import type { Tags } from "../account.ts";
import { findInstanceProfile } from "../iam/find.ts";
import type { Call } from "../operation.ts";
import { toArn } from "../operation.ts";
import type { Need } from "../policy.ts";
import { Refusal } from "../refusal.ts";
import type { StatedNeed } from "../request-context.ts";
import type { NeedRule, SandboxService } from "../service.ts";
import { templateRequest } from "./instance-launch.ts";
import { type LaunchRequest, mergeRequest, type ProfileName } from "./launch-request.ts";
import { findTemplate, type TemplateName } from "./launch-template-name.ts";
import { instances } from "./tables.ts";

type Input = Readonly<Record<string, unknown>>;

/** What a launch comes to with its template; nothing for a template that is not there, which the call itself refuses. */
function requestOf(input: Input, call: Call): LaunchRequest {
  const specification = input.LaunchTemplate as (TemplateName & { Version?: string }) | undefined;
  try {
    const { request } = specification === undefined ? { request: {} } : templateRequest(call, specification);
    return mergeRequest(request, input as LaunchRequest);
  } catch (error) {
    if (error instanceof Refusal) return input as LaunchRequest;
    throw error;
  }
}

/** The role that a profile holds is passed to EC2. Source: EC2 User Guide, "Grant permissions to pass an IAM role to an instance". */
function passing(call: Call, name: ProfileName | undefined): Need[] {
  const role = name && findInstanceProfile(call, name.Name ?? name.Arn ?? "")?.role;
  return role === undefined ? [] : [{ action: "iam:PassRole", resource: role.arn }];
}

/** The launch template that a launch goes by is a resource of it. */
function templateOf(input: Input, call: Call): string | undefined {
  const specification = input.LaunchTemplate as TemplateName | undefined;
  try {
    return specification === undefined ? undefined : findTemplate(call, specification).id;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Tags that a launch asks for on things of a kind; those of the template and of the request itself are one. */
const tagsOn = ({ TagSpecifications: specifications = [] }: LaunchRequest, kind: string): Tags =>
  Object.fromEntries(
    specifications
      .filter(({ ResourceType }) => ResourceType === kind)
      .flatMap(({ Tags: tags = [] }) => tags.map(({ Key = "", Value = "" }) => [Key, Value])),
  );

const running: NeedRule = (input, call) => {
  const request = requestOf(input, call);
  const template = templateOf(input, call);
  const onArn = (resource: string): StatedNeed => ({
    action: "ec2:RunInstances",
    resource,
    requestTags: {},
  });
  const on = (resource: string): StatedNeed => onArn(toArn(call, "ec2", resource));
  const onNew = (kind: string): StatedNeed => ({ ...on(`${kind}/*`), requestTags: tagsOn(request, kind) });
  const tagged = (request.TagSpecifications ?? []).map(({ ResourceType = "" }) => ({
    action: "ec2:CreateTags",
    resource: toArn(call, "ec2", `${ResourceType}/*`),
    requestTags: tagsOn(request, ResourceType),
  }));
  return [
    ...["instance", "network-interface", "volume"].map(onNew),
    // Images belong to no account in ARNs.
    onArn(`arn:${call.partition}:ec2:${call.region}::image/${request.ImageId}`),
    ...(template === undefined ? [] : [on(`launch-template/${template}`)]),
    ...(request.SubnetId === undefined ? [] : [on(`subnet/${request.SubnetId}`)]),
    ...(request.SecurityGroupIds ?? []).map((id) => on(`security-group/${id}`)),
    ...(request.KeyName === undefined ? [] : [on(`key-pair/${request.KeyName}`)]),
    ...tagged,
    ...passing(call, request.IamInstanceProfile),
  ];
};

const passingOwn: NeedRule = (input, call) =>
  passing(call, input.IamInstanceProfile as ProfileName | undefined);

/** An action on the launch template that a call names by id or by name. */
const onTemplate =
  (action: string): NeedRule =>
  (input, call) => {
    const find = (): string => {
      try {
        return findTemplate(call, input as TemplateName).id;
      } catch (error) {
        if (error instanceof Refusal) return "*";
        throw error;
      }
    };
    return [{ action: `ec2:${action}`, resource: toArn(call, "ec2", `launch-template/${find()}`) }];
  };

/** An action on the instance whose profile an association is about. */
const onAssociated =
  (action: string): NeedRule =>
  (input, call) => {
    const wanted = input.AssociationId;
    const found = call.account
      .table(instances.table)
      .all()
      .find(({ profile }) => profile?.associationId === wanted);
    return [{ action: `ec2:${action}`, resource: toArn(call, "ec2", `instance/${found?.id ?? "*"}`) }];
  };

const any = (action: string): NeedRule => ({ action: `ec2:${action}` });

const onInstance = (action: string, member: string): NeedRule => ({
  action: `ec2:${action}`,
  resource: `arn:{partition}:ec2:{region}:{account}:instance/{${member}}`,
});

/**
 * What IAM wants for EC2's calls on instances and launch templates. Source: Service Authorization Reference, "Actions, resources,
 * and condition keys for Amazon EC2".
 */
export const instanceNeeds: SandboxService["needs"] = {
  AssociateIamInstanceProfile: [onInstance("AssociateIamInstanceProfile", "InstanceId"), passingOwn],
  CreateLaunchTemplate: [
    {
      action: "ec2:CreateLaunchTemplate",
      resource: "arn:{partition}:ec2:{region}:{account}:launch-template/*",
    },
    {
      action: "ec2:CreateTags",
      resource: "arn:{partition}:ec2:{region}:{account}:launch-template/*",
      when: "TagSpecifications",
    },
  ],
  CreateLaunchTemplateVersion: [onTemplate("CreateLaunchTemplateVersion")],
  DeleteLaunchTemplate: [onTemplate("DeleteLaunchTemplate")],
  DescribeIamInstanceProfileAssociations: [any("DescribeIamInstanceProfileAssociations")],
  DescribeImages: [any("DescribeImages")],
  DescribeInstanceStatus: [any("DescribeInstanceStatus")],
  DescribeInstanceTypes: [any("DescribeInstanceTypes")],
  DescribeInstances: [any("DescribeInstances")],
  DescribeKeyPairs: [any("DescribeKeyPairs")],
  DescribeLaunchTemplateVersions: [any("DescribeLaunchTemplateVersions")],
  DescribeLaunchTemplates: [any("DescribeLaunchTemplates")],
  DisassociateIamInstanceProfile: [onAssociated("DisassociateIamInstanceProfile")],
  ModifyInstanceAttribute: [onInstance("ModifyInstanceAttribute", "InstanceId")],
  ModifyLaunchTemplate: [onTemplate("ModifyLaunchTemplate")],
  ReplaceIamInstanceProfileAssociation: [onAssociated("ReplaceIamInstanceProfileAssociation"), passingOwn],
  RunInstances: [running],
  TerminateInstances: [onInstance("TerminateInstances", "InstanceIds")],
};
