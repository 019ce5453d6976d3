import type { Stuck } from "../engine/resource.ts";
import { BrokenResourceError } from "../errors.ts";

const isCommand = (way: string): boolean => /^(aws|flashsale-setup) /.test(way);

/** The error of something that takes no change until a person has acted, with the commands that mend it. */
export function toStuckError(what: string, { text, ways }: Stuck, cause?: unknown): BrokenResourceError {
  const said = ways.filter((way) => !isCommand(way)).map((way) => `${way}.`);
  return new BrokenResourceError({
    code: "Stuck",
    summary: "It takes no change by itself",
    detail: [`The ${what} ${text}.`, ...said].join(" "),
    fix: ways.filter(isCommand),
    cause,
  });
}
