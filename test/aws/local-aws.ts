import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What the local server does with a request: an answer, or an end without one. */
export type Answer = Reply | "reset" | "silence";

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** A request as it came over the wire. */
export interface Seen {
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
  readonly url: string;
}

/** A web server on this machine that stands for AWS, and what it was asked. */
export interface LocalAws {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

/** Starts a server that answers the requests in their order; the last answer is repeated. */
export async function startAws(...answers: readonly Answer[]): Promise<LocalAws> {
  const seen: Seen[] = [];
  const server = createServer(toListener(seen, answers));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen, close: () => close(server) };
}

/** Answers like AWS, and remembers what it was asked. */
export function toListener(seen: Seen[], answers: readonly Answer[]): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push({
        body: Buffer.concat(chunks).toString("utf8"),
        headers: request.headers,
        url: request.url ?? "",
      });
      const answer = answers[Math.min(seen.length, answers.length) - 1];
      if (answer === undefined || answer === "silence") return;
      if (answer === "reset") request.socket.destroy();
      else
        response.writeHead(answer.status, { "content-type": "text/xml", ...answer.headers }).end(answer.body);
    });
  };
}

export function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** EC2's way to refuse a call. */
export function ec2Error(status: number, code: string, message = "No."): Reply {
  const body = `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>req-${code}</RequestID></Response>`;
  return { status, body, headers: { "x-amzn-requestid": `req-${code}` } };
}

/** EC2's answer to CreateVpc. */
export const VPC_MADE: Reply = {
  status: 200,
  body: "<CreateVpcResponse><requestId>req-1</requestId><vpc><vpcId>vpc-1</vpcId></vpc></CreateVpcResponse>",
};

/** STS's answer to GetCallerIdentity. */
export const CALLER: Reply = {
  status: 200,
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDA</UserId>
    <Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>req-2</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
};

/** An answer of a service that speaks JSON. */
export function json(body: object, status = 200): Reply {
  return {
    status,
    body: JSON.stringify(body),
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "req-3" },
  };
}

/** The account makes too many calls. */
export const THROTTLED = ec2Error(503, "RequestLimitExceeded", "Request limit exceeded.");

/** AWS is in trouble; what it did nobody knows. */
export const FAILED = ec2Error(500, "InternalError", "An internal error has occurred");

/** A definite no. */
export const REFUSED = ec2Error(400, "VpcLimitExceeded", "The maximum number of VPCs has been reached.");
