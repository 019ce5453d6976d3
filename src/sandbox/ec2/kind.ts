import type { AccountRecord, TableName } from "../account.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";

/** A kind of EC2 object: where its records are, and what EC2 says when one is not there. */
export interface Kind<R extends AccountRecord> {
  readonly table: TableName<R>;
  /** Start of its ids: `vpc`. */
  readonly prefix: string;
  /** Its name in tag specifications: `natgateway`. */
  readonly tagType: string;
  /** Error name for an id that does not exist. */
  readonly notFound: string;
  /** Error name for an id that cannot be one. */
  readonly malformed: string;
  /** EC2's word for the id in its messages: `vpc ID`. */
  readonly noun: string;
}

/** Gets a record by id. Throws EC2's error for a malformed or an unknown id. */
export function getRecord<R extends AccountRecord>(call: Call, kind: Kind<R>, id: string | undefined): R {
  if (id === undefined)
    throw new Refusal("MissingParameter", `The request must contain the parameter ${kind.noun}`);
  checkId(kind, id);
  const record = call.account.table(kind.table).find(id);
  if (record === undefined) throw notFound(kind, [id]);
  return record;
}

/** Gets the records of these ids, or all of them when none is named. */
export function getRecords<R extends AccountRecord>(
  call: Call,
  kind: Kind<R>,
  ids: readonly string[] = [],
): readonly R[] {
  const table = call.account.table(kind.table);
  if (ids.length === 0) return table.all();
  for (const id of ids) checkId(kind, id);
  const missing = ids.filter((id) => table.find(id) === undefined);
  if (missing.length > 0) throw notFound(kind, missing);
  return table.all().filter((record) => ids.includes(record.id));
}

function checkId<R extends AccountRecord>(kind: Kind<R>, id: string): void {
  if (new RegExp(`^${kind.prefix}-[0-9a-f]{8,17}$`).test(id)) return;
  throw new Refusal(kind.malformed, `Invalid id: "${id}" (expecting "${kind.prefix}-...")`);
}

/** EC2's refusal for ids that do not exist. */
export function notFound<R extends AccountRecord>(kind: Kind<R>, ids: readonly string[]): Refusal {
  const verb = ids.length === 1 ? "does not exist" : "do not exist";
  return new Refusal(
    kind.notFound,
    `The ${kind.noun}${ids.length === 1 ? "" : "s"} '${ids.join(", ")}' ${verb}`,
  );
}

/** EC2's refusal to delete what others still need. */
export function inUse(word: string, id: string): Refusal {
  return new Refusal("DependencyViolation", `The ${word} '${id}' has dependencies and cannot be deleted.`);
}
