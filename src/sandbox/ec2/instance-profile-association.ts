import type {
  AssociateIamInstanceProfileCommandInput,
  AssociateIamInstanceProfileCommandOutput,
  DescribeIamInstanceProfileAssociationsCommandInput,
  DescribeIamInstanceProfileAssociationsCommandOutput,
  DisassociateIamInstanceProfileCommandInput,
  DisassociateIamInstanceProfileCommandOutput,
  IamInstanceProfileAssociation,
  ReplaceIamInstanceProfileAssociationCommandInput,
  ReplaceIamInstanceProfileAssociationCommandOutput,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, paginate, select } from "./describe.ts";
import { instanceState } from "./instance.ts";
import { getProfile } from "./instance-placement.ts";
import { getRecord } from "./kind.ts";
import type { ProfileName } from "./launch-request.ts";
import { type Instance, instances } from "./tables.ts";

const toAssociation = ({ id, profile }: Instance): IamInstanceProfileAssociation => ({
  AssociationId: profile?.associationId,
  InstanceId: id,
  IamInstanceProfile: { Arn: profile?.arn, Id: profile?.id },
  State: "associated",
});

function give(call: Call, instance: Instance, name: ProfileName | undefined): Instance {
  const { arn, id } = getProfile(call, name ?? {});
  const profile = { arn, id, associationId: newId("iip-assoc") };
  return call.account.table(instances.table).update(instance.id, { profile });
}

function associate(
  input: AssociateIamInstanceProfileCommandInput,
  call: Call,
): Omit<AssociateIamInstanceProfileCommandOutput, "$metadata"> {
  const row = getRecord(call, instances, input.InstanceId);
  if (instanceState(row, call) !== "running") {
    const message = `The instance ${row.id} is not in the 'running' or 'stopped' states.`;
    throw new Refusal("IncorrectInstanceState", message);
  }
  if (row.profile !== undefined)
    throw new Refusal("IncorrectState", `There is an existing association for instance ${row.id}`);
  return { IamInstanceProfileAssociation: toAssociation(give(call, row, input.IamInstanceProfile)) };
}

function getAssociated(call: Call, associationId: string | undefined): Instance {
  const rows = call.account.table(instances.table).all();
  const found = rows.find(({ profile }) => profile?.associationId === associationId);
  if (found !== undefined) return found;
  const message = `An invalid association-id of '${associationId}' was given`;
  throw new Refusal("NoSuchAssociation", message);
}

function replace(
  input: ReplaceIamInstanceProfileAssociationCommandInput,
  call: Call,
): Omit<ReplaceIamInstanceProfileAssociationCommandOutput, "$metadata"> {
  const row = getAssociated(call, input.AssociationId);
  return { IamInstanceProfileAssociation: toAssociation(give(call, row, input.IamInstanceProfile)) };
}

function disassociate(
  input: DisassociateIamInstanceProfileCommandInput,
  call: Call,
): Omit<DisassociateIamInstanceProfileCommandOutput, "$metadata"> {
  const row = getAssociated(call, input.AssociationId);
  call.account.table(instances.table).update(row.id, { profile: undefined });
  return { IamInstanceProfileAssociation: { ...toAssociation(row), State: "disassociating" } };
}

const FILTERS: FilterTable<Instance> = {
  "instance-id": (row) => row.id,
  state: () => "associated",
};

function describeAssociations(
  input: DescribeIamInstanceProfileAssociationsCommandInput,
  call: Call,
): Omit<DescribeIamInstanceProfileAssociationsCommandOutput, "$metadata"> {
  const ids = input.AssociationIds ?? [];
  const all = call.account.table(instances.table).all();
  const held = all.filter(
    ({ profile, deletedAt }) =>
      profile !== undefined &&
      deletedAt === undefined &&
      (ids.length === 0 || ids.includes(profile.associationId)),
  );
  const request = { filters: input.Filters, maxResults: input.MaxResults, nextToken: input.NextToken };
  const { records, nextToken } = paginate(call, select(call, held, { request, filters: FILTERS }), request);
  return { IamInstanceProfileAssociations: records.map(toAssociation), NextToken: nextToken };
}

/** EC2's calls on the profiles that instances have. */
export const instanceProfileOperations = {
  AssociateIamInstanceProfile: change<
    AssociateIamInstanceProfileCommandInput,
    AssociateIamInstanceProfileCommandOutput
  >(associate),
  DescribeIamInstanceProfileAssociations: read<
    DescribeIamInstanceProfileAssociationsCommandInput,
    DescribeIamInstanceProfileAssociationsCommandOutput
  >(describeAssociations),
  DisassociateIamInstanceProfile: change<
    DisassociateIamInstanceProfileCommandInput,
    DisassociateIamInstanceProfileCommandOutput
  >(disassociate),
  ReplaceIamInstanceProfileAssociation: change<
    ReplaceIamInstanceProfileAssociationCommandInput,
    ReplaceIamInstanceProfileAssociationCommandOutput
  >(replace),
};
