import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { keep } from "../../servers/keep.ts";
import { listen } from "../../servers/listen.ts";
import type { Instance } from "./instance.ts";

/** What the account has, besides what the state tells. */
export interface AccountSetup {
  /** Texts of secrets that the caller may read, by ARN. @default none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The application instance that Systems Manager reaches. @default none runs */
  readonly instance?: Instance;
  /** Operations that a policy denies to the caller. @default none */
  readonly denied?: readonly string[];
}

/** One call that the account was sent. */
export interface ReceivedCall {
  readonly operation: string;
  /** The body: a JSON document or a query. */
  readonly input: string;
}

/** An account over HTTP: it answers the calls that `verify` needs to test connections, and refuses every other. */
export interface FakeAccount {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
}

/** The account of the sandbox, where the state was made. */
const ACCOUNT = "314159265358";
const INSTANCE = "i-0abc";
const COMMAND = "11111111-2222-4333-8444-555555555555";

type Answer = (input: string) => string | undefined | Promise<string | undefined>;

/** Starts the account; it ends after the file's last test. */
export async function startAccount(setup: AccountSetup): Promise<FakeAccount> {
  const calls: ReceivedCall[] = [];
  const answers = answersOf(setup);
  const server = createServer((request, response) => {
    void (async () => {
      const call = await toCall(request);
      calls.push(call);
      const isDenied = setup.denied?.includes(call.operation) === true;
      const body = isDenied ? undefined : await answers[call.operation]?.(call.input);
      if (body === undefined) refuse(request, response, call.operation);
      else response.writeHead(200, { "content-type": contentTypeOf(request) }).end(body);
    })();
  });
  const { port } = keep(await listen(server));
  return { url: `http://127.0.0.1:${port}`, calls };
}

function answersOf({ secrets = {}, instance }: AccountSetup): Readonly<Record<string, Answer>> {
  const runs = new Map<string, object>();
  return {
    GetCallerIdentity: () =>
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/ada</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    DescribeInstances: () =>
      `<DescribeInstancesResponse><reservationSet>${instance === undefined ? "" : `<item><instancesSet><item><instanceId>${INSTANCE}</instanceId></item></instancesSet></item>`}</reservationSet></DescribeInstancesResponse>`,
    DescribeInstanceInformation: () =>
      JSON.stringify({ InstanceInformationList: [{ InstanceId: INSTANCE, PingStatus: "Online" }] }),
    SendCommand: async (input) => {
      const { Parameters } = JSON.parse(input) as { Parameters: { commands: string[] } };
      const CommandId = `${COMMAND.slice(0, -2)}${10 + runs.size}`;
      // Kept before it has run: several are sent at once.
      runs.set(CommandId, {});
      const run = await instance?.run(Parameters.commands.join("\n"));
      // Source: SSM API reference, GetCommandInvocation: what is longer is cut.
      runs.set(CommandId, {
        Status: run?.exitCode === 0 ? "Success" : "Failed",
        ResponseCode: run?.exitCode,
        StandardOutputContent: run?.stdout.slice(0, 24_000),
        StandardErrorContent: run?.stderr.slice(0, 8000),
      });
      return JSON.stringify({ Command: { CommandId } });
    },
    GetCommandInvocation: (input) => {
      const { CommandId } = JSON.parse(input) as { CommandId: string };
      return JSON.stringify(runs.get(CommandId));
    },
    GetSecretValue: (input) => {
      const { SecretId } = JSON.parse(input) as { SecretId: string };
      const SecretString = secrets[SecretId];
      return SecretString === undefined ? undefined : JSON.stringify({ ARN: SecretId, SecretString });
    },
  };
}

async function toCall(request: IncomingMessage): Promise<ReceivedCall> {
  let input = "";
  for await (const chunk of request) input += String(chunk);
  const target = request.headers["x-amz-target"];
  const operation =
    typeof target === "string"
      ? (target.split(".")[1] ?? "")
      : (/(?:^|&)Action=(\w+)/.exec(input)?.[1] ?? `${request.method} ${request.url}`);
  return { operation, input };
}

const isJson = ({ headers }: IncomingMessage): boolean => "x-amz-target" in headers;

const contentTypeOf = (request: IncomingMessage): string =>
  isJson(request) ? "application/x-amz-json-1.1" : "text/xml";

/** Refuses as AWS does, in each of its protocols. */
function refuse(request: IncomingMessage, response: ServerResponse, operation: string): void {
  const message = `User: arn:aws:iam::${ACCOUNT}:user/ada is not authorized to perform: ${operation} because no identity-based policy allows it`;
  const isRest = !isJson(request) && operation.includes(" ");
  if (isJson(request) || isRest) {
    const headers = { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" };
    response.writeHead(400, headers).end(JSON.stringify({ __type: "AccessDeniedException", message }));
    return;
  }
  const error = `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  response
    .writeHead(403, { "content-type": "text/xml" })
    .end(`<ErrorResponse>${error}<Errors>${error}</Errors></ErrorResponse>`);
}
