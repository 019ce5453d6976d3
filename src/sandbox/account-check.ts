import { z } from "zod";

const record = z.looseObject({
  id: z.string(),
  createdAt: z.number(),
  deletedAt: z.number().optional(),
  goneAfterSeconds: z.number().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

const past = z.looseObject({ until: z.number(), value: z.union([z.null(), record]) });

/** The frame of an account's file; what a record holds besides is its service's business. */
const account = z.looseObject({
  version: z.literal(1),
  accountId: z.string().regex(/^\d{12}$/),
  alias: z.string(),
  createdAt: z.number(),
  offers: z.record(z.string(), z.record(z.string(), z.unknown())),
  staleReads: z.number(),
  tables: z.record(z.string(), z.record(z.string(), record)),
  history: z.record(z.string(), z.record(z.string(), z.array(past))),
});

/** What is wrong with the frame of an account's document, by member; `undefined` if nothing is. */
export function findAccountFault(document: unknown): string | undefined {
  const issue = account.safeParse(document).error?.issues[0];
  if (issue === undefined) return undefined;
  return `${issue.path.join(".") || "the whole"}: ${issue.message}`;
}
