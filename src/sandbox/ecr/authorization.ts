import type {
  GetAuthorizationTokenCommandInput,
  GetAuthorizationTokenCommandOutput,
} from "@aws-sdk/client-ecr";
import { readConsistently } from "../operation.ts";
import { registryOf } from "./repository.ts";

/** How long a token is good. Source: ECR API reference, GetAuthorizationToken. */
const TOKEN_HOURS = 12;

/** ECR's call that lets Docker in. Nothing listens at that host: the sandbox has no registry to push to. */
export const authorizationOperations = {
  GetAuthorizationToken: readConsistently<
    GetAuthorizationTokenCommandInput,
    GetAuthorizationTokenCommandOutput
  >((_input, call) => ({
    authorizationData: [
      {
        authorizationToken: Buffer.from("AWS:sandbox-token").toString("base64"),
        expiresAt: new Date(call.account.clock.now() + TOKEN_HOURS * 3600 * 1000),
        proxyEndpoint: `https://${registryOf(call)}`,
      },
    ],
  })),
};
