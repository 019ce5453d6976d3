import { beforeAll, describe, expect, it, vi } from "vitest";
import { startBlackHole } from "../../servers/black-hole.ts";
import { createAuthority } from "../../servers/certificates.ts";
import { startHttp } from "../../servers/http.ts";
import { startKafka } from "../../servers/kafka-broker.ts";
import { createFolder } from "../../servers/keep.ts";
import { findClosedPort } from "../../servers/misbehaving.ts";
import { createCluster, missingForPostgres, startPostgres, USERNAME } from "../../servers/postgres.ts";
import { describeWith, missingOf } from "../../servers/programs.ts";
import { startRedis } from "../../servers/redis.ts";
import { startAccount } from "./account.ts";
import { createInstance, type Instance } from "./instance.ts";
import { checkOf, commandHere, type StandingStack, standInSandbox } from "./stack.ts";

// A stack is made first.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SECRET = "K7onlytheserverandthesecretknow";
/** The name of the database exists inside the VPC alone, and the cache's address leads elsewhere there. */
const DB = "db.flashsale.invalid";
const CACHE = "127.0.0.2";
const HOST = "127.0.0.1";

const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue([`IP:${HOST}`, `IP:${CACHE}`, `DNS:${DB}`]);
const names = { [DB]: HOST, [CACHE]: HOST };

let stack: StandingStack;

beforeAll(async () => {
  stack = await standInSandbox();
});

/** An instance that may read both secrets, or only those given. */
const instanceWith = (secrets?: Readonly<Record<string, string>>): Instance =>
  createInstance({
    authority,
    names,
    secrets: secrets ?? { [stack.secrets.db]: SECRET, [stack.secrets.cache]: SECRET },
  });

const pathOf = ({ layers }: { readonly layers: readonly { layer: string; ok: boolean }[] }): string =>
  layers.map(({ layer, ok }) => `${ok ? "" : "!"}${layer}`).join(" ");

describeWith(missingOf("bash", "openssl", "redis-server", "redis-cli"), "verify over an instance", () => {
  it("runs one script for each connection, which finds what works and what does not", async () => {
    const instance = instanceWith();
    const account = await startAccount({ instance });
    const places = {
      cache: { host: CACHE, port: (await startRedis({ identity, folder, password: SECRET })).port },
      kafka: `${HOST}:${(await startKafka(identity, [])).port},${HOST}:${await findClosedPort()}`,
      app: `${HOST}:${(await startHttp({ status: 200, body: '{"status":"UP"}' })).port}`,
    };
    const run = await stack.verify("--route ssm --json --only cache,kafka,app", { account, places });
    expect(run.code).toBe(3);
    expect(checkOf(run, "cache")).toMatchObject({
      state: "ok",
      route: "ssm",
      detail: "PONG from the primary",
    });
    expect(checkOf(run, "application")).toMatchObject({ state: "ok", route: "ssm" });
    const kafka = checkOf(run, "kafka");
    expect(kafka).toMatchObject({ state: "problem", failedLayer: "connect", kind: "refused" });
    expect(pathOf(kafka)).toBe("resolve !connect");
    const sent = account.calls.filter(({ operation }) => operation === "SendCommand");
    expect(sent).toHaveLength(3);
    expect(JSON.parse(sent[0]?.input ?? "")).toMatchObject({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: ["i-0abc"],
      Comment: expect.stringMatching(/^flashsale-setup verify: /) as string,
    });
  });

  it("shows the secret to nobody but the server: no parameter, output, trace or process", async () => {
    const instance = instanceWith();
    const account = await startAccount({ instance });
    const places = {
      cache: { host: CACHE, port: (await startRedis({ identity, folder, password: SECRET })).port },
    };
    const run = await stack.verify("--route ssm --only cache", { account, places });
    expect(run.code, run.stdout).toBe(0);
    expect(instance.words()).toContain("redis-cli");
    expect(account.calls.map(({ operation }) => operation)).not.toContain("GetSecretValue");
    const sent = account.calls.map(({ input }) => input).join("\n");
    for (const text of [sent, run.stdout, run.stderr, stack.trace(), instance.words()])
      expect(text).not.toContain(SECRET);
  });

  it.each([
    ["the server does not know its token", "another-token", "login-refused", "aws secretsmanager"],
    ["its role may not read the secret", undefined, "secret-unreadable", "flashsale-setup iam"],
  ])("says that %s", async (_what, token, kind, fix) => {
    const secrets = token === undefined ? {} : { [stack.secrets.cache]: token };
    const account = await startAccount({ instance: instanceWith(secrets) });
    const places = {
      cache: { host: CACHE, port: (await startRedis({ identity, folder, password: SECRET })).port },
    };
    const run = await stack.verify("--route ssm --json --only cache", { account, places });
    expect(run.code).toBe(3);
    const seen = checkOf(run, "cache");
    expect(seen).toMatchObject({ route: "ssm", failedLayer: "login", kind });
    expect(seen.fix[0]).toContain(fix);
    expect(run.stdout + run.stderr).not.toContain(token ?? SECRET);
  });

  it("goes there where the way from here ends before it reached anything", async () => {
    const account = await startAccount({ instance: instanceWith() });
    const places = {
      cache: { host: CACHE, port: (await startRedis({ identity, folder, password: SECRET })).port },
    };
    const run = await stack.verify("--json --only cache", { account, places });
    expect(checkOf(run, "cache")).toMatchObject({ state: "ok", route: "ssm" });
    expect(run.code).toBe(0);
  });

  it("does not go there where the way from here reached the service, or where it is public", async () => {
    const account = await startAccount({ instance: instanceWith() });
    const places = {
      cache: { host: HOST, port: (await startRedis({ identity, folder, password: SECRET })).port },
      app: `${HOST}:${await findClosedPort()}`,
    };
    const run = await stack.verify("--json --only cache,app", { account, places });
    expect(checkOf(run, "cache")).toMatchObject({ route: "direct", failedLayer: "tls" });
    expect(checkOf(run, "application")).toMatchObject({ route: "direct", failedLayer: "connect" });
    expect(account.calls.map(({ operation }) => operation)).not.toContain("SendCommand");
  });
});

describeWith(missingOf("bash", "openssl"), "an instance that says nothing of a layer", () => {
  it("is told as the layer's silence", async () => {
    const account = await startAccount({ instance: instanceWith() });
    const run = await stack.verify("--route ssm --json --only cache", {
      account,
      places: { cache: await startBlackHole() },
      probing: { limitSeconds: 1 },
    });
    expect(checkOf(run, "cache")).toMatchObject({
      failedLayer: "connect",
      kind: "timed-out",
      cause: expect.stringContaining("firewall") as string,
    });
  });

  it("is told as one that did not finish its boot, where its script ends at once", async () => {
    const broken: Instance = {
      run: () => Promise.resolve({ stdout: "", stderr: "bash: not found", exitCode: 127 }),
      words: () => "",
    };
    const account = await startAccount({ instance: broken });
    const run = await stack.verify("--route ssm --json --only cache", { account });
    expect(checkOf(run, "cache")).toMatchObject({
      state: "problem",
      failedLayer: "resolve",
      kind: "no-report",
      cause: expect.stringContaining("has not finished its first boot") as string,
    });
  });
});

describe("verify where no instance can be asked", () => {
  it("tells both reasons, and what makes the one way or the other", async () => {
    const account = await startAccount({});
    const places = { db: { host: HOST, port: await findClosedPort() } };
    const run = await stack.verify("--json --only db", { account, places });
    expect(run.code).toBe(3);
    const seen = checkOf(run, "database");
    expect(seen).toMatchObject({
      state: "problem",
      route: "direct",
      failedLayer: "connect",
      kind: "refused",
    });
    expect(seen.detail).toMatch(
      /^from here: .*nothing listens there.*; on an instance: no running application instance has its Systems Manager agent online$/,
    );
    expect(seen.fix).toEqual([
      commandHere("deploy build"),
      commandHere("deploy ec2"),
      commandHere("tunnel", " db"),
    ]);
  });

  it("tells that alone where no other way was asked for", async () => {
    const account = await startAccount({});
    const run = await stack.verify("--route ssm --json --only db", { account });
    expect(checkOf(run, "database")).toMatchObject({ state: "problem", route: "ssm", kind: "no-route" });
    expect(run.code).toBe(3);
  });

  it.each(["DescribeInstances", "DescribeInstanceInformation", "SendCommand"])(
    "tells that AWS refuses %s",
    async (operation) => {
      const account = await startAccount({ instance: instanceWith(), denied: [operation] });
      const run = await stack.verify("--route ssm --json --only db,cache", { account });
      expect(run.code).toBe(3);
      for (const name of ["database", "cache"]) {
        const seen = checkOf(run, name);
        expect(seen).toMatchObject({ state: "problem", route: "ssm", kind: "no-route" });
        expect(seen.detail).toMatch(/^A permission is missing: .* failed with AccessDenied/);
        expect(seen.detail).toContain(operation);
        expect(seen.fix).toEqual([commandHere("doctor")]);
      }
    },
  );
});

describeWith(
  [...missingOf("bash", "openssl", "psql"), ...(await missingForPostgres())],
  "verify and a PostgreSQL server",
  () => {
    const places = async (password: string) => {
      const { port } = await startPostgres(await createCluster(password, ["flashsale"]), identity);
      return { db: { host: DB, port } };
    };

    it("asks it from here, or over an instance where its name is known only there", async () => {
      const { db } = await places(SECRET);
      const instance = instanceWith();
      const account = await startAccount({ instance, secrets: { [stack.secrets.db]: SECRET } });
      const over = await stack.verify("--json --only db", { account, places: { db } });
      expect(checkOf(over, "database"), over.stderr).toMatchObject({ state: "ok", route: "ssm" });
      const direct = await stack.verify("--route direct --json --only db", {
        account,
        places: { db: { ...db, host: HOST } },
        probing: { roots: [authority.ca] },
      });
      expect(checkOf(direct, "database")).toMatchObject({ state: "ok", route: "direct" });
      expect(pathOf(checkOf(direct, "database"))).toBe("resolve connect tls login query");
      const texts = [over.stdout, direct.stdout, stack.trace(), instance.words()].join("\n");
      expect(texts).not.toContain(SECRET);
      expect(instance.words()).toContain("psql");
    });

    it("says that it refuses the secret's password", async () => {
      const { db } = await places("another-password");
      const account = await startAccount({
        instance: instanceWith(),
        secrets: { [stack.secrets.db]: SECRET },
      });
      for (const [route, host] of [
        ["ssm", DB],
        ["direct", HOST],
      ] as const) {
        const run = await stack.verify(`--route ${route} --json --only db`, {
          account,
          places: { db: { ...db, host } },
          probing: { roots: [authority.ca] },
        });
        expect(checkOf(run, "database")).toMatchObject({ failedLayer: "login", kind: "login-refused" });
        expect(checkOf(run, "database").detail).toContain(USERNAME);
        expect(run.stdout + run.stderr).not.toContain(SECRET);
      }
    });
  },
);
