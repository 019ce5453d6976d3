import type {
  DecodeAuthorizationMessageCommandInput,
  DecodeAuthorizationMessageCommandOutput,
  GetCallerIdentityCommandInput,
  GetCallerIdentityCommandOutput,
} from "@aws-sdk/client-sts";
import { decodeAuthorizationMessage } from "../authorization.ts";
import { readConsistently } from "../operation.ts";
import { Refusal } from "../refusal.ts";

/** STS's calls that tell who calls, and why a call was refused. */
export const callerIdentityOperations = {
  GetCallerIdentity: readConsistently<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>(
    (_input, call) => ({
      UserId: "AIDASANDBOXCALLER0000",
      Account: call.accountId,
      Arn: call.callerArn,
    }),
  ),
  DecodeAuthorizationMessage: readConsistently<
    DecodeAuthorizationMessageCommandInput,
    DecodeAuthorizationMessageCommandOutput
  >((input) => {
    const message = decodeAuthorizationMessage(input.EncodedMessage ?? "");
    if (message === undefined)
      throw new Refusal("InvalidAuthorizationMessageException", "Message is not valid");
    return { DecodedMessage: message };
  }),
};
