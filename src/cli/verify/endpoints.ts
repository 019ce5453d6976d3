import type { CheckGroup } from "../../sections/verification.ts";
import { usage } from "../run-command.ts";

/** Where `--endpoint` says that something answers. */
export interface HandedEndpoint {
  readonly host: string;
  readonly port: number;
}

const GROUPS: readonly CheckGroup[] = ["db", "cache", "kafka", "app", "control"];
const CONNECTIONS = GROUPS.filter((group) => group !== "control");

/** Reads `--endpoint db=HOST:PORT`, which may be given once for each. Throws UsageError for anything else. */
export function readEndpoints(texts: readonly string[]): ReadonlyMap<CheckGroup, HandedEndpoint> {
  return new Map(texts.map(readEndpoint));
}

function readEndpoint(text: string): [CheckGroup, HandedEndpoint] {
  const parts = /^([a-z]+)=(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const group = CONNECTIONS.find((name) => name === parts?.[1]);
  const host = parts?.[2] ?? parts?.[3];
  const port = Number(parts?.[4]);
  if (group === undefined || host === undefined || port < 1 || port > 65_535)
    throw usage("EndpointMalformed", `--endpoint ${text}: ${CONNECTIONS.join("|")}=HOST:PORT.`);
  return [group, { host, port }];
}

/** Reads `--only db,cache`. Throws UsageError for a name that is none. */
export function readOnly(text: string | undefined): ReadonlySet<CheckGroup> {
  if (text === undefined) return new Set(GROUPS);
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !GROUPS.some((group) => group === name));
  if (unknown.length > 0)
    throw usage("OnlyUnknown", `--only ${unknown.join(", ")}: there are ${GROUPS.join(", ")}.`);
  return new Set(GROUPS.filter((group) => names.includes(group)));
}
