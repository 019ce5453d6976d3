import type { ModifyReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import { invalid, uncombinable } from "./identifier.ts";
import type { ReplicationGroup } from "./tables.ts";

/** Checks a new group's token. Source: ElastiCache API reference, CreateReplicationGroup, `AuthToken`. */
export function checkToken(token: string): void {
  if (!/^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(token))
    throw invalid(
      "Invalid AuthToken provided. The token must be 16 to 128 printable ASCII characters; of the special characters only !, &, #, $, ^, <, >, and - are permitted.",
    );
}

/**
 * What a rotation makes of the number of good tokens: ROTATE adds one, SET leaves the new one alone. Source: ElastiCache User
 * Guide, "Modifying the AUTH token".
 */
export function rotate(row: ReplicationGroup, input: ModifyReplicationGroupCommandInput): 1 | 2 {
  const { AuthToken: token = "", AuthTokenUpdateStrategy: strategy = "ROTATE" } = input;
  if (!/^[\x21-\x7e]{16,128}$/.test(token) || /[/"@%]/.test(token))
    throw invalid(
      'Invalid AuthToken provided. The token must be 16 to 128 printable characters without / " @ %.',
    );
  if (!row.transitEncryption)
    throw uncombinable("The AUTH token is only supported when encryption-in-transit is enabled");
  if (strategy === "ROTATE") return 2;
  if (strategy !== "SET")
    throw uncombinable(`AuthTokenUpdateStrategy ${strategy} is allowed only with user groups.`);
  if (row.authTokens !== 2) throw uncombinable("AuthTokenUpdateStrategy SET is allowed only after ROTATE.");
  return 1;
}
