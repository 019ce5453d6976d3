import type { SandboxClock } from "./clock.ts";

/** A status into which AWS moves the objects of one type by itself, once they would otherwise be ready. */
export interface ImposedStatus {
  /** A resource type, as in `rds/db-instance`, or its noun alone; with `/` or `.` between. */
  readonly type: string;
  /** As the service spells it: `storage-optimization`, `MAINTENANCE`. */
  readonly status: string;
  /** Simulated seconds from this process's first look at the object that is ready. @default for ever */
  readonly seconds?: number;
}

/** What a status is imposed on: the noun of a table, or of a resource type where two share a table, and the record's id. */
export interface Ready {
  readonly service: string;
  readonly type: string;
  readonly id: string;
}

/** Tells the status that is imposed on a record that is otherwise ready; `undefined` for none. */
export type Imposer = (ready: Ready) => string | undefined;

/** Makes the function that tells them; it remembers for as long as the process lives when each began. */
export function createImposer(
  statuses: readonly ImposedStatus[],
  clock: Pick<SandboxClock, "now" | "secondsSince">,
): Imposer {
  const since = new Map<string, number>();
  return ({ service, type, id }) => {
    for (const imposed of statuses) {
      if (!isOf(imposed.type, service, type)) continue;
      const key = `${imposed.type} ${imposed.status} ${id}`;
      const began = since.get(key) ?? clock.now();
      since.set(key, began);
      if (imposed.seconds === undefined || clock.secondsSince(began) < imposed.seconds) return imposed.status;
    }
    return undefined;
  };
}

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

function isOf(wanted: string, service: string, noun: string): boolean {
  return [bare(noun), bare(service + noun)].includes(bare(wanted));
}
