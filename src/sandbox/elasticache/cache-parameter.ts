import type {
  DescribeCacheParametersCommandInput,
  DescribeCacheParametersCommandOutput,
  DescribeEngineDefaultParametersCommandInput,
  DescribeEngineDefaultParametersCommandOutput,
  ModifyCacheParameterGroupCommandInput,
  ModifyCacheParameterGroupCommandOutput,
  ParameterNameValue,
  ResetCacheParameterGroupCommandInput,
  ResetCacheParameterGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import { type Call, change, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { Refusal } from "../refusal.ts";
import { familiesOf, getOwnParameterGroup, getParameterGroup, membersOf } from "./cache-parameter-group.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { checkParameter, parametersOf, toParameter } from "./parameters.ts";
import { parameterGroups, type CacheParameterGroup as Row } from "./tables.ts";

/** Source: ElastiCache API reference, ModifyCacheParameterGroup: a maximum of 20 parameters in one request. */
const MOST = 20;

const SOURCES = ["user", "system", "engine-default"];

function checkBatch(pairs: readonly ParameterNameValue[] | undefined): readonly ParameterNameValue[] {
  if (pairs === undefined || pairs.length === 0)
    throw uncombinable("At least one parameter name and value pair must be named.");
  if (pairs.length > MOST)
    throw uncombinable(`A maximum of ${MOST} parameters may be modified in a single request.`);
  return pairs;
}

/** Whether shards are used cannot change while nodes are members. Source: ElastiCache User Guide, "Valkey and Redis OSS parameters". */
function checkMembers(call: Call, row: Row, names: readonly (string | undefined)[]): void {
  if (names.includes("cluster-enabled") && membersOf(call, row.id).length > 0)
    throw new Refusal(
      "InvalidCacheParameterGroupState",
      `The parameter cluster-enabled cannot be modified while cache clusters are members of ${row.id}.`,
    );
}

function write(
  call: Call,
  row: Row,
  { values, names }: { readonly values: Row["values"]; readonly names: readonly string[] },
): void {
  const now = call.account.clock.now();
  const rebooting = names.filter(
    (name) => checkParameter(row.family, name, undefined).change === "requires-reboot",
  );
  const rebootsSince = { ...row.rebootsSince, ...Object.fromEntries(rebooting.map((name) => [name, now])) };
  call.account.table(parameterGroups).update(row.id, { values, rebootsSince });
}

function modifyCacheParameterGroup(
  input: ModifyCacheParameterGroupCommandInput,
  call: Call,
): Omit<ModifyCacheParameterGroupCommandOutput, "$metadata"> {
  const row = getOwnParameterGroup(call, input.CacheParameterGroupName);
  const pairs = checkBatch(input.ParameterNameValues);
  for (const { ParameterName, ParameterValue } of pairs) {
    if (ParameterValue === undefined)
      throw invalid(`The parameter ${ParameterName ?? ""} must have a value.`);
    checkParameter(row.family, ParameterName, ParameterValue);
  }
  const names = pairs.map(({ ParameterName = "" }) => ParameterName);
  checkMembers(call, row, names);
  const wanted = pairs.map(({ ParameterName = "", ParameterValue = "" }) => [ParameterName, ParameterValue]);
  write(call, row, { values: { ...row.values, ...Object.fromEntries(wanted) }, names });
  return { CacheParameterGroupName: row.id };
}

function resetCacheParameterGroup(
  input: ResetCacheParameterGroupCommandInput,
  call: Call,
): Omit<ResetCacheParameterGroupCommandOutput, "$metadata"> {
  const row = getOwnParameterGroup(call, input.CacheParameterGroupName);
  if (input.ResetAllParameters === true && input.ParameterNameValues !== undefined)
    throw uncombinable("ResetAllParameters and ParameterNameValues cannot be named together.");
  const names =
    input.ResetAllParameters === true
      ? Object.keys(row.values)
      : checkBatch(input.ParameterNameValues).map(({ ParameterName = "" }) => ParameterName);
  for (const name of names) checkParameter(row.family, name, undefined);
  checkMembers(call, row, names);
  const kept = Object.entries(row.values).filter(([name]) => !names.includes(name));
  write(call, row, { values: Object.fromEntries(kept), names });
  return { CacheParameterGroupName: row.id };
}

function describeCacheParameters(
  input: DescribeCacheParametersCommandInput,
  call: Call,
): Omit<DescribeCacheParametersCommandOutput, "$metadata"> {
  const { Source: source } = input;
  if (source !== undefined && !SOURCES.includes(source)) throw invalid(`Invalid parameter source: ${source}`);
  const { family, values, clusterOn, isDefault } = getParameterGroup(call, input.CacheParameterGroupName);
  const all = parametersOf(family, isDefault && clusterOn).map((parameter) => {
    const chosen = values[parameter.name];
    return toParameter(parameter, {
      value: chosen ?? parameter.value,
      source: chosen === undefined ? "system" : "user",
    });
  });
  const found = all.filter(({ Source }) => source === undefined || Source === source);
  const { records, marker } = paginate(found, input);
  return { Parameters: [...records], CacheNodeTypeSpecificParameters: [], Marker: marker };
}

function describeEngineDefaultParameters(
  input: DescribeEngineDefaultParametersCommandInput,
  call: Call,
): Omit<DescribeEngineDefaultParametersCommandOutput, "$metadata"> {
  const { CacheParameterGroupFamily: family = "" } = input;
  if (!familiesOf(call).includes(family))
    throw invalid(`CacheParameterGroupFamily ${family} is not a valid parameter group family.`);
  const all = parametersOf(family).map((one) => toParameter(one, { value: one.value, source: "system" }));
  const { records, marker } = paginate(all, input);
  return {
    EngineDefaults: {
      CacheParameterGroupFamily: family,
      Parameters: [...records],
      CacheNodeTypeSpecificParameters: [],
      Marker: marker,
    },
  };
}

/** ElastiCache's calls on the values in parameter groups. */
export const parameterOperations = {
  ModifyCacheParameterGroup: change<
    ModifyCacheParameterGroupCommandInput,
    ModifyCacheParameterGroupCommandOutput
  >(modifyCacheParameterGroup),
  ResetCacheParameterGroup: change<
    ResetCacheParameterGroupCommandInput,
    ResetCacheParameterGroupCommandOutput
  >(resetCacheParameterGroup),
  DescribeCacheParameters: read<DescribeCacheParametersCommandInput, DescribeCacheParametersCommandOutput>(
    describeCacheParameters,
  ),
  DescribeEngineDefaultParameters: read<
    DescribeEngineDefaultParametersCommandInput,
    DescribeEngineDefaultParametersCommandOutput
  >(describeEngineDefaultParameters),
};
