import { paginateDescribeEngineDefaultParameters } from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/** A parameter of a family, as AWS tells it. */
export interface CacheParameter {
  readonly name: string;
  readonly dataType: string;
  /** AWS's own notation, such as `0,20-` or `yes,no`; empty where it names no range. */
  readonly allowed: string;
  readonly modifiable: boolean;
  /** Whether a change takes effect only when the nodes are rebooted. */
  readonly needsReboot: boolean;
}

/** Reads the parameters of a family such as `redis7`, with the values that AWS allows. */
export async function findCacheParameters(aws: Aws, family: string): Promise<CacheParameter[]> {
  const pages = paginateDescribeEngineDefaultParameters(
    { client: aws.safe.elastiCache },
    { CacheParameterGroupFamily: family },
  );
  const parameters = await collect(pages, (page) => page.EngineDefaults?.Parameters);
  return parameters.map((parameter) => ({
    name: parameter.ParameterName ?? "",
    dataType: parameter.DataType ?? "",
    allowed: parameter.AllowedValues ?? "",
    modifiable: parameter.IsModifiable !== false,
    needsReboot: parameter.ChangeType === "requires-reboot",
  }));
}

const RANGE = /^(-?\d+)(-(-?\d+)?)?$/;

/** Whether AWS takes a value for a parameter. A notation that is not understood allows everything: AWS then judges. */
export function isAllowed({ dataType, allowed }: CacheParameter, value: string): boolean {
  const parts = allowed.split(",").map((part) => part.trim());
  if (dataType === "integer") {
    if (!/^-?\d+$/.test(value)) return false;
    return !parts.every((part) => RANGE.test(part)) || parts.some((part) => isWithin(part, Number(value)));
  }
  // Single letters are flags that may be joined.
  const isList = parts.length > 1 && parts.every((part) => /^[A-Za-z][\w.-]+$/.test(part));
  return dataType !== "string" || !isList || parts.includes(value);
}

/** `20` is that number, `20-` that or more, `1-10` a span. */
function isWithin(range: string, value: number): boolean {
  const [, least = "", dash, most] = RANGE.exec(range) ?? [];
  if (dash === undefined) return value === Number(least);
  return value >= Number(least) && (most === undefined || value <= Number(most));
}
