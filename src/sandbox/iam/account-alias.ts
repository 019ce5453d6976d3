import type { ListAccountAliasesCommandInput, ListAccountAliasesCommandOutput } from "@aws-sdk/client-iam";
import { read } from "../operation.ts";

/** IAM's call on the account's alias; an account has one at most. */
export const accountAliasOperations = {
  ListAccountAliases: read<ListAccountAliasesCommandInput, ListAccountAliasesCommandOutput>(
    (_input, call) => ({ AccountAliases: call.alias === "" ? [] : [call.alias], IsTruncated: false }),
  ),
};
