import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { freshFolder, run } from "./fake-world.ts";

const TOKEN = "session-token-that-opens-the-door";

const CALLER = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>
<Arn>arn:aws:iam::123456789012:user/ada</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const ONE_RUNNING = `<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0abc</instanceId></item>
</instancesSet></item></reservationSet></DescribeInstancesResponse>`;
const NONE_RUNNING = "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>";

interface Account {
  readonly url: string;
  readonly operations: string[];
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** An account over HTTP that answers the calls of a tunnel, and no other. */
async function account(instances: string): Promise<Account> {
  const operations: string[] = [];
  const answers: Readonly<Record<string, string>> = {
    GetCallerIdentity: CALLER,
    DescribeInstances: instances,
    DescribeInstanceInformation: JSON.stringify({
      InstanceInformationList: [{ InstanceId: "i-0abc", PingStatus: "Online" }],
    }),
    StartSession: JSON.stringify({ SessionId: "ada-1", TokenValue: TOKEN, StreamUrl: "wss://stream" }),
    TerminateSession: JSON.stringify({ SessionId: "ada-1" }),
  };
  const server = createServer((request, response) => {
    void operationOf(request).then((operation) => {
      operations.push(operation);
      const body = answers[operation];
      response.writeHead(body === undefined ? 400 : 200).end(body ?? "<Response/>");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, operations };
}

async function operationOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const target = request.headers["x-amz-target"];
  return typeof target === "string" ? (target.split(".")[1] ?? "") : (/Action=(\w+)/.exec(body)?.[1] ?? "");
}

/** A folder with settings, and a plugin that writes down what it was given. */
function desk(version = "1.2.650.0"): { cwd: string; PATH: string } {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "flashsale.yaml"), "name: flashsale\n");
  const plugin = `#!/bin/sh
if [ "$1" = --version ]; then echo ${version}; exit 0; fi
printf '%s\\n' "$@" > ${cwd}/words
printf '%s' "$AWS_SSM_START_SESSION_RESPONSE" > ${cwd}/response
`;
  writeFileSync(join(cwd, "session-manager-plugin"), plugin);
  chmodSync(join(cwd, "session-manager-plugin"), 0o755);
  return { cwd, PATH: `${cwd}:/usr/bin:/bin` };
}

const tunnelTo = (words: string, { url }: Pick<Account, "url">, { cwd, PATH }: ReturnType<typeof desk>) => {
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "local", AWS_REGION: "us-east-1" };
  Object.assign(process.env, keys);
  open.push(() => {
    for (const name of Object.keys(keys)) delete process.env[name];
  });
  return run(`tunnel ${words} --endpoint-url ${url}`, { cwd, env: { ...keys, PATH } });
};

describe("a tunnel to the application", () => {
  it("is a session through a reachable instance, carried by the plugin and ended with it", async () => {
    const aws = await account(ONE_RUNNING);
    const place = desk();
    const { code, stderr } = await tunnelTo("app --port 18080", aws, place);
    expect(code, stderr).toBe(0);
    expect(aws.operations.slice(-2)).toEqual(["StartSession", "TerminateSession"]);
    const [variable, region, operation, profile, request] = readFileSync(
      join(place.cwd, "words"),
      "utf8",
    ).split("\n");
    expect([variable, region, operation, profile]).toEqual([
      "AWS_SSM_START_SESSION_RESPONSE",
      "us-east-1",
      "StartSession",
      "",
    ]);
    expect(JSON.parse(request ?? "")).toEqual({
      Target: "i-0abc",
      DocumentName: "AWS-StartPortForwardingSession",
      Parameters: { portNumber: ["8080"], localPortNumber: ["18080"] },
    });
    expect(stderr).toContain("curl http://127.0.0.1:18080/actuator/health");
  });

  it("gives the plugin the session's token in its environment, never in the process list or the output", async () => {
    const aws = await account(ONE_RUNNING);
    const place = desk();
    const { stdout, stderr } = await tunnelTo("app", aws, place);
    expect(readFileSync(join(place.cwd, "response"), "utf8")).toContain(TOKEN);
    expect(readFileSync(join(place.cwd, "words"), "utf8")).not.toContain(TOKEN);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  it("is refused where no instance can carry it, before a session is opened", async () => {
    const aws = await account(NONE_RUNNING);
    const { code, stderr } = await tunnelTo("app", aws, desk());
    expect(code).toBe(1);
    expect(stderr).toContain("No application instance can carry the tunnel");
    expect(aws.operations).not.toContain("StartSession");
  });

  it.each([
    ["is missing", undefined],
    ["would show the token in the process list", "1.2.398.0"],
  ])("is refused before any call where the plugin %s", async (_why, version) => {
    const aws = await account(ONE_RUNNING);
    const { cwd, PATH } = desk(version);
    const { code, stderr } = await tunnelTo("app", aws, {
      cwd,
      PATH: version === undefined ? "/usr/bin:/bin" : PATH,
    });
    expect(code).toBe(1);
    expect(stderr).toContain("session-manager-plugin");
    expect(aws.operations).toEqual([]);
    expect(existsSync(join(cwd, "words"))).toBe(false);
  });
});

describe("a tunnel that cannot be", () => {
  it("is refused in the sandbox, which has no services", async () => {
    const { code, stderr } = await run("tunnel db --sandbox");
    expect(code).toBe(1);
    expect(stderr).toContain("The sandbox has no services to connect to");
  });

  it.each(["tunnel", "tunnel kafka", "tunnel db --port 0", "tunnel db --port 70000"])(
    "ends %j with 64",
    async (line) => {
      expect((await run(line)).code).toBe(64);
    },
  );

  it("is refused where the section does not stand", async () => {
    const aws = await account(ONE_RUNNING);
    const { code, stderr } = await tunnelTo("db", aws, desk());
    expect(code).toBe(1);
    expect(stderr).toMatch(/Nothing of this stack stands|There is no db/);
  });
});
