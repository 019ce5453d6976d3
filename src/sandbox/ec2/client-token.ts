import { createHash } from "node:crypto";
import { type AccountRecord, defineTable } from "../account.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";

interface ClientToken extends AccountRecord {
  readonly digest: string;
  readonly made: string;
}

const clientTokens = defineTable<ClientToken>("EC2", "client-token");

/**
 * Makes something once for each client token: the same token with the same parameters answers with the id that was
 * made first (even if that is deleted by now), with others it is refused. Without a token, `make` always runs.
 */
export function makeOnce(
  call: Call,
  operation: string,
  input: { ClientToken?: string | undefined },
  make: () => string,
): string {
  const { ClientToken: token, ...parameters } = input;
  if (token === undefined) return make();
  const table = call.account.table(clientTokens);
  const id = `${operation}:${token}`;
  const digest = createHash("sha256").update(JSON.stringify(parameters)).digest("hex");
  const known = table.find(id);
  if (known !== undefined && known.digest !== digest) {
    throw new Refusal(
      "IdempotentParameterMismatch",
      `The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical`,
    );
  }
  return (known ?? table.insert({ id, createdAt: call.account.clock.now(), digest, made: make() })).made;
}
