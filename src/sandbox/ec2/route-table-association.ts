import type {
  AssociateRouteTableCommandInput,
  AssociateRouteTableCommandOutput,
  DisassociateRouteTableCommandInput,
  DisassociateRouteTableCommandOutput,
  ReplaceRouteTableAssociationCommandInput,
  ReplaceRouteTableAssociationCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Account } from "../account.ts";
import { type Call, change, newId } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import type { ListedResource } from "../service.ts";
import { getRecord } from "./kind.ts";
import { type RouteTable, type RouteTableAssociation, routeTables, subnets } from "./tables.ts";

interface Found {
  readonly table: RouteTable;
  readonly association: RouteTableAssociation;
}

function allAssociations(account: Account): readonly Found[] {
  return account
    .table(routeTables.table)
    .all()
    .flatMap((table) => table.associations.map((association) => ({ table, association })));
}

function getAssociation(call: Call, id: string | undefined): Found {
  const found = allAssociations(call.account).find(({ association }) => association.id === id);
  if (found !== undefined) return found;
  throw new Refusal("InvalidAssociationID.NotFound", `The association ID '${id}' does not exist`);
}

function setAssociations(
  call: Call,
  { id }: RouteTable,
  associations: readonly RouteTableAssociation[],
): void {
  call.account.table(routeTables.table).update(id, { associations });
}

function associate(
  input: AssociateRouteTableCommandInput,
  call: Call,
): Omit<AssociateRouteTableCommandOutput, "$metadata"> {
  if (input.GatewayId !== undefined)
    throw new SandboxError("sandbox associates route tables with subnets only");
  const table = getRecord(call, routeTables, input.RouteTableId);
  const subnet = getRecord(call, subnets, input.SubnetId);
  if (subnet.vpcId !== table.vpcId) {
    throw new Refusal(
      "InvalidParameterValue",
      `Route table ${table.id} and subnet ${subnet.id} belong to different networks`,
    );
  }
  if (allAssociations(call.account).some(({ association }) => association.subnetId === subnet.id)) {
    throw new Refusal(
      "Resource.AlreadyAssociated",
      `the specified association for route table ${table.id} conflicts with an existing association`,
    );
  }
  const id = newId("rtbassoc");
  setAssociations(call, table, [...table.associations, { id, main: false, subnetId: subnet.id }]);
  return { AssociationId: id, AssociationState: { State: "associated" } };
}

function replace(
  input: ReplaceRouteTableAssociationCommandInput,
  call: Call,
): Omit<ReplaceRouteTableAssociationCommandOutput, "$metadata"> {
  const { table, association } = getAssociation(call, input.AssociationId);
  const { id: targetId, vpcId } = getRecord(call, routeTables, input.RouteTableId);
  if (vpcId !== table.vpcId) {
    throw new Refusal(
      "InvalidParameterValue",
      `Route tables ${table.id} and ${targetId} belong to different networks`,
    );
  }
  const moved = { ...association, id: newId("rtbassoc") };
  setAssociations(
    call,
    table,
    table.associations.filter(({ id }) => id !== association.id),
  );
  const target = getRecord(call, routeTables, targetId);
  setAssociations(call, target, [...target.associations, moved]);
  return { NewAssociationId: moved.id, AssociationState: { State: "associated" } };
}

function disassociate(
  input: DisassociateRouteTableCommandInput,
  call: Call,
): Omit<DisassociateRouteTableCommandOutput, "$metadata"> {
  const { table, association } = getAssociation(call, input.AssociationId);
  if (association.main) {
    throw new Refusal(
      "InvalidParameterValue",
      `cannot disassociate the main route table association ${association.id}`,
    );
  }
  setAssociations(
    call,
    table,
    table.associations.filter(({ id }) => id !== association.id),
  );
  return {};
}

/** Lists the associations that somebody made. */
export function listAssociations(account: Account): readonly ListedResource[] {
  return allAssociations(account)
    .filter(({ association }) => !association.main)
    .map(({ association: { id } }) => ({
      service: "EC2",
      type: "route-table-association",
      id,
      name: null,
      tags: {},
    }));
}

/** EC2's calls on the associations of route tables. */
export const routeTableAssociationOperations = {
  AssociateRouteTable: change<AssociateRouteTableCommandInput, AssociateRouteTableCommandOutput>(associate),
  ReplaceRouteTableAssociation: change<
    ReplaceRouteTableAssociationCommandInput,
    ReplaceRouteTableAssociationCommandOutput
  >(replace),
  DisassociateRouteTable: change<DisassociateRouteTableCommandInput, DisassociateRouteTableCommandOutput>(
    disassociate,
  ),
};
