import { StartSessionCommand, TerminateSessionCommand } from "@aws-sdk/client-ssm";
import type { Aws } from "./env.ts";

/** Where a forward of Session Manager ends. */
export interface Forward {
  readonly instanceId: string;
  /** A host that the instance reaches. @default the instance itself */
  readonly host?: string;
  readonly port: number;
  readonly localPort: number;
}

/** A session that was opened, and what its plugin is told. */
export interface OpenSession {
  readonly id: string;
  /** The answer of StartSession as JSON; its token opens the session, so it is a secret. */
  readonly response: string;
  /** The request as JSON, as the plugin wants it. */
  readonly request: string;
}

/** Opens a session; nothing is forwarded until a plugin carries it. Throws what AWS throws. */
export async function openSession(
  aws: Aws,
  { instanceId, host, port, localPort }: Forward,
): Promise<OpenSession> {
  const ports = { portNumber: [String(port)], localPortNumber: [String(localPort)] };
  const request = {
    Target: instanceId,
    DocumentName:
      host === undefined ? "AWS-StartPortForwardingSession" : "AWS-StartPortForwardingSessionToRemoteHost",
    Parameters: host === undefined ? ports : { host: [host], ...ports },
  };
  const { SessionId = "", TokenValue, StreamUrl } = await aws.once.ssm.send(new StartSessionCommand(request));
  return {
    id: SessionId,
    response: JSON.stringify({ SessionId, TokenValue, StreamUrl }),
    request: JSON.stringify(request),
  };
}

/** Ends a session, also one that has ended. Throws what AWS throws. */
export async function closeSession(aws: Aws, id: string): Promise<void> {
  await aws.safe.ssm.send(new TerminateSessionCommand({ SessionId: id }));
}
