import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import type { Aws } from "../../aws/env.ts";

/** What `docker login` is given. */
export interface RegistryLogin {
  readonly username: string;
  /** Good for 12 hours; as secret as a password. Source: ECR API reference, GetAuthorizationToken. */
  readonly password: string;
}

/** Asks ECR to let Docker in. `learn` is told the token and what is in it, so that no text that leaves the process has them. */
export async function readRegistryLogin(aws: Aws, learn: (secret: string) => void): Promise<RegistryLogin> {
  const { authorizationData } = await aws.safe.ecr.send(new GetAuthorizationTokenCommand({}));
  const token = authorizationData?.[0]?.authorizationToken ?? "";
  learn(token);
  const text = Buffer.from(token, "base64").toString("utf8");
  const at = text.indexOf(":");
  const password = text.slice(at + 1);
  learn(password);
  return { username: text.slice(0, at), password };
}
