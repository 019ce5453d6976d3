import { beforeAll, describe, expect, it, vi } from "vitest";
import { settingsOf } from "../../sections/declared.ts";
import { startBlackHole } from "../../servers/black-hole.ts";
import { createAuthority } from "../../servers/certificates.ts";
import { startHttp } from "../../servers/http.ts";
import { startKafka } from "../../servers/kafka-broker.ts";
import { createFolder } from "../../servers/keep.ts";
import { findClosedPort, startLikePostgres, startPlain } from "../../servers/misbehaving.ts";
import { describeWith, missingOf } from "../../servers/programs.ts";
import { startRedis } from "../../servers/redis.ts";
import { type FakeAccount, startAccount } from "./account.ts";
import { checkOf, commandHere, type StandingStack, standInSandbox } from "./stack.ts";

// A stack is made first.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const TOKEN = "K7onlytheserverandthesecretknow";
const HOST = "127.0.0.1";
const TOPICS = settingsOf().kafka.topics.map(({ name, partitions, replicationFactor: replicas }) => ({
  name,
  partitions,
  replicas,
}));
const UP = { status: 200, body: '{"status":"UP"}' };

const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue([`IP:${HOST}`]);
const probing = { roots: [authority.ca] };

let stack: StandingStack;

/** The AWS CLI's command, in this account and region. */
const describeSecret = (id: string): string =>
  expect.stringMatching(
    new RegExp(
      `^aws secretsmanager describe-secret --secret-id ${id} --region us-east-1 --endpoint-url http://\\S+$`,
    ),
  ) as string;
let account: FakeAccount;

beforeAll(async () => {
  stack = await standInSandbox();
  account = await startAccount({ secrets: { [stack.secrets.db]: TOKEN, [stack.secrets.cache]: TOKEN } });
});

describe("verify --route direct", () => {
  it("names the layer, the cause and the mending command of each service that fails, and ends with 3", async () => {
    const places = {
      db: { host: HOST, port: await findClosedPort() },
      cache: { host: HOST, port: (await startPlain("close")).port },
      kafka: `${HOST}:${(await startKafka(identity, TOPICS)).port}`,
      app: `${HOST}:${(await startHttp({ status: 503, body: '{"status":"DOWN"}' })).port}`,
    };
    // Without the test's own roots: nobody on this machine vouches for these servers.
    const run = await stack.verify("--route direct --json --only db,cache,kafka,app", { account, places });
    expect(run.code).toBe(3);
    expect(checkOf(run, "database")).toMatchObject({
      state: "problem",
      route: "direct",
      failedLayer: "connect",
      kind: "refused",
      cause: expect.stringContaining("another port") as string,
      fix: [commandHere("status")],
    });
    expect(checkOf(run, "cache")).toMatchObject({ failedLayer: "tls", kind: "closed-early" });
    expect(checkOf(run, "kafka")).toMatchObject({
      failedLayer: "tls",
      kind: "tls-unknown-ca",
      cause: expect.stringContaining("No secret was sent to it") as string,
      fix: [commandHere("verify", " --route ssm")],
    });
    expect(checkOf(run, "application")).toMatchObject({
      failedLayer: "query",
      kind: "unhealthy",
      detail: `${places.app}: HTTP 503, status DOWN`,
    });
  });

  it("sends a secret to nobody whose certificate nobody vouches for", async () => {
    const before = account.calls.length;
    const db = await startLikePostgres(identity, "talk");
    const run = await stack.verify("--route direct --json --only db", { account, places: { db } });
    expect(checkOf(run, "database")).toMatchObject({ failedLayer: "tls", kind: "tls-unknown-ca" });
    expect(account.calls.slice(before).map(({ operation }) => operation)).not.toContain("GetSecretValue");
  });

  it("gives up on a port that answers nothing, and leads to the way over an instance", async () => {
    const places = { db: await startBlackHole() };
    const run = await stack.verify("--route direct --only db", {
      account,
      places,
      probing: { limitSeconds: 0.5 },
    });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(`database: ${HOST}:${places.db.port}: no answer within 0.5 s`);
    expect(run.stdout.replace(/\s+/g, " ")).toContain(
      "it answers inside its VPC, and this machine is outside",
    );
    expect(run.stdout).toMatch(/flashsale-setup verify --state real\.state\.json .*--route ssm/);
    expect(run.stdout).toContain("0 ok, 1 with a problem.");
  });

  it("ends with 0 when the application serves", async () => {
    const app = `${HOST}:${(await startHttp(UP)).port}`;
    const run = await stack.verify("--route direct --only app", { account, places: { app } });
    expect(run.code, run.stdout).toBe(0);
    expect(run.stdout).toContain("200, status UP");
    expect(run.stdout).toContain("1 ok.");
  });

  it("tells the topics that Kafka lacks, and that all is well when it has them", async () => {
    const [first] = TOPICS;
    const lacking = await startKafka(identity, first === undefined ? [] : [first]);
    const whole = await startKafka(identity, TOPICS);
    const look = (kafka: string) =>
      stack.verify("--route direct --json --only kafka", { account, places: { kafka }, probing });
    const broken = await look(`${HOST}:${whole.port},${HOST}:${lacking.port}`);
    expect(broken.code).toBe(3);
    expect(checkOf(broken, "kafka")).toMatchObject({
      failedLayer: "query",
      kind: "not-found",
      fix: [commandHere("kafka")],
    });
    expect(checkOf(broken, "kafka").detail).toContain(`${HOST}:${lacking.port}: no topic`);
    const well = await look(`${HOST}:${whole.port}`);
    expect(well.code, well.stdout).toBe(0);
  });

  it("does not wait for a secret that is gone or forbidden", async () => {
    const places = { cache: await startKafka(identity, []) };
    const other = await startAccount({});
    const run = await stack.verify("--route direct --json --only cache", { account: other, places, probing });
    const seen = checkOf(run, "cache");
    expect(seen).toMatchObject({ failedLayer: "login", kind: "secret-unreadable" });
    expect(seen.detail).toContain("not authorized to perform: GetSecretValue");
    expect(seen.fix).toEqual([describeSecret(stack.secrets.cache)]);
  });
});

describeWith(missingOf("redis-server"), "verify and a Redis server", () => {
  it("is let in with the secret's token, which is told nowhere", async () => {
    const places = { cache: await startRedis({ identity, folder, password: TOKEN }) };
    const run = await stack.verify("--route direct --only cache", { account, places, probing });
    expect(run.code, run.stdout).toBe(0);
    expect(run.stdout).toContain("PONG from the primary");
    expect(run.stdout + run.stderr + stack.trace()).not.toContain(TOKEN);
  });

  it("is told of a token that the server does not know, without either token", async () => {
    const places = {
      cache: await startRedis({ identity, folder, password: "another-token-than-the-secret" }),
    };
    const run = await stack.verify("--route direct --json --only cache", { account, places, probing });
    expect(run.code).toBe(3);
    expect(checkOf(run, "cache")).toMatchObject({
      failedLayer: "login",
      kind: "login-refused",
      fix: [describeSecret(stack.secrets.cache)],
    });
    expect(run.stdout + run.stderr + stack.trace()).not.toContain(TOKEN);
  });
});
