import { asIdentity, type Mutations, type RowChange, retag, set, setId, tagged, within } from "./change.ts";

const rename: RowChange = (row, account) => {
  row.arn = String(row.arn).replace("db-password", "renamed");
  setId("renamed", "SecretsManager/secret")(row, account);
};

/** Secrets Manager's rows, by type and prop. */
export const SECRETS_MANAGER: Readonly<Record<string, Mutations>> = {
  "secrets-manager/secret": {
    ...tagged("db.secret", { description: set("description", "something else"), tags: retag }),
    name: asIdentity(within("db.secret", "db.secret", rename)),
  },
};
