import type {
  CreateDBInstanceCommandInput,
  CreateDBInstanceCommandOutput,
  CreateDBInstanceReadReplicaCommandInput,
  CreateDBInstanceReadReplicaCommandOutput,
  DeleteDBInstanceCommandInput,
  DeleteDBInstanceCommandOutput,
  DescribeDBInstancesCommandInput,
  DescribeDBInstancesCommandOutput,
  ModifyDBInstanceCommandInput,
  ModifyDBInstanceCommandOutput,
} from "@aws-sdk/client-rds";
import { type Call, change, read } from "../operation.ts";
import { createDBInstance } from "./creation.ts";
import { deleteDBInstance } from "./deletion.ts";
import { toDBInstance } from "./description.ts";
import { rdsArn } from "./identifier.ts";
import { getInstance } from "./lifecycle.ts";
import { modifyDBInstance } from "./modification.ts";
import { type FilterTable, paginate, select } from "./page.ts";
import { createReadReplica } from "./read-replica.ts";
import { type DbInstance, instances } from "./tables.ts";

function filters(call: Call): FilterTable<DbInstance> {
  return {
    "db-cluster-id": () => [],
    "db-instance-id": ({ id }) => [id, rdsArn(call, "db", id)],
    "dbi-resource-id": ({ resourceId }) => [resourceId],
    domain: () => [],
    engine: () => ["postgres"],
  };
}

function describeDBInstances(
  input: DescribeDBInstancesCommandInput,
  call: Call,
): Omit<DescribeDBInstancesCommandOutput, "$metadata"> {
  // The identifier may be given as an ARN, whose last part it is.
  const name = input.DBInstanceIdentifier?.split(":").at(-1);
  const named = name === undefined ? call.account.table(instances).all() : [getInstance(call, name)];
  const { records, marker } = paginate(select(named, input.Filters, filters(call)), input);
  return { DBInstances: records.map((row) => toDBInstance(row, call)), Marker: marker };
}

/** RDS's calls on DB instances. */
export const instanceOperations = {
  CreateDBInstance: change<CreateDBInstanceCommandInput, CreateDBInstanceCommandOutput>(createDBInstance),
  CreateDBInstanceReadReplica: change<
    CreateDBInstanceReadReplicaCommandInput,
    CreateDBInstanceReadReplicaCommandOutput
  >(createReadReplica),
  ModifyDBInstance: change<ModifyDBInstanceCommandInput, ModifyDBInstanceCommandOutput>(modifyDBInstance),
  DeleteDBInstance: change<DeleteDBInstanceCommandInput, DeleteDBInstanceCommandOutput>(deleteDBInstance),
  DescribeDBInstances: read<DescribeDBInstancesCommandInput, DescribeDBInstancesCommandOutput>(
    describeDBInstances,
  ),
};
