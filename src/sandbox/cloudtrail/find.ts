import { type Call, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type Trail, trails } from "./tables.ts";

/** Names of trails. Source: CloudTrail API reference, CreateTrail, `Name`. */
const NAME = /^(?=.{3,128}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/** The ARN of a trail whose home is the region. */
export const trailArn = (call: Call, name: string): string => toArn(call, "cloudtrail", `trail/${name}`);

/** Checks a trail's name. Throws InvalidTrailNameException. */
export function checkName(name: string): string {
  if (NAME.test(name) && !ADDRESS.test(name)) return name;
  const message = `Trail name or ARN ${name} is not valid: 3 to 128 letters, digits, periods, underscores and dashes, none of the latter side by side.`;
  throw new Refusal("InvalidTrailNameException", message);
}

/** Gets a trail by its name or ARN. Throws InvalidTrailNameException and TrailNotFoundException. */
export function getTrail(call: Call, nameOrArn = ""): Trail {
  const arn = nameOrArn.startsWith("arn:") ? nameOrArn : trailArn(call, checkName(nameOrArn));
  const row = call.account.table(trails).find(arn);
  if (row !== undefined) return row;
  throw new Refusal("TrailNotFoundException", `Unknown trail: ${arn} for the user: ${call.accountId}`);
}
