import type { CheckGroup } from "../../sections/verification.ts";
import { someOf, type ValueKind } from "../value-kind.ts";

/** Where `--endpoint` says that something answers. */
export interface HandedEndpoint {
  readonly host: string;
  readonly port: number;
}

/** What there is to verify. */
export const GROUPS: readonly CheckGroup[] = ["db", "cache", "kafka", "app", "control"];
const CONNECTIONS = GROUPS.filter((group) => group !== "control");

/** What `--endpoint` takes: `db=HOST:PORT`, which may be given once for each. */
export const endpointKind: ValueKind = {
  code: "EndpointMalformed",
  read: readEndpoint,
  tell: () => `write it as ${CONNECTIONS.join("|")}=HOST:PORT.`,
};

function readEndpoint(text: string): readonly [CheckGroup, HandedEndpoint] | undefined {
  const parts = /^([a-z]+)=(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const group = CONNECTIONS.find((name) => name === parts?.[1]);
  const host = parts?.[2] ?? parts?.[3];
  const port = Number(parts?.[4]);
  return group === undefined || host === undefined || port < 1 || port > 65_535
    ? undefined
    : [group, { host, port }];
}

/** What `--only` takes: `db,cache`. */
export const onlyKind: ValueKind = someOf(GROUPS, "OnlyUnknown");
