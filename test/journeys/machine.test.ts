import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BIN, listAccount, normalise, Practice } from "./program.ts";
import { callsOf, flat, prepared, runTo, write } from "./stack.ts";

const NETWORK = "db: { enabled: false }";
const STATE = ".flashsale/sandbox.state.json";
const ACCOUNT = ".flashsale/sandbox.json";

let standing: Practice;
let expected: string[];
beforeAll(async () => {
  standing = prepared(NETWORK);
  await runTo(standing, 0, "up --yes");
  expected = normalise(await listAccount(standing));
});
afterAll(() => standing.remove());

describe("what is no plain file is refused in words, unopened", () => {
  const KINDS = [
    ["a named pipe", (path: string) => execFileSync("mkfifo", [path])],
    ["a folder", (path: string) => mkdirSync(path)],
    ["a device", (path: string) => symlinkSync("/dev/zero", path)],
  ] as const;
  const USES: readonly (readonly [string, number, string, object?])[] = [
    ["the state", 1, "status --state odd"],
    ["the state of a change", 1, "up --yes --state odd"],
    ["the settings", 78, "plan --config odd"],
    ["the trace", 64, "status --trace odd"],
    ["the plan to carry out", 64, "up odd --yes"],
    ["the plan to save", 64, "plan --out odd"],
    ["the faults", 64, "status", { FLASHSALE_SANDBOX_FAULTS: "@odd" }],
    ["the policy", 64, "status", { FLASHSALE_SANDBOX_POLICY: "odd" }],
  ];
  const rows = KINDS.flatMap(([kind, make]) =>
    USES.map(([use, code, words, env]) => ({ kind, make, use, code, words, env })),
  );

  it.concurrent.each(rows)("$kind as $use", async ({ make, code, words, env = {} }) => {
    const practice = prepared(NETWORK);
    make(join(practice.folder, "odd"));
    const run = await runTo(practice, code, words, { env: { ...env } });
    expect(flat(run.stderr)).toMatch(/not a plain file|is a folder/);
    practice.remove();
  });
});

describe("a run that is stopped while it plans", () => {
  it.concurrent.each([
    ["SIGTERM", 143, "plan"],
    ["SIGHUP", 143, "plan"],
    ["SIGINT", 130, "plan"],
    ["SIGTERM", 143, "up --yes"],
    ["SIGTERM", 143, "destroy --yes --delete-data"],
    ["SIGTERM", 143, "status"],
  ] as const)("by %s ends with %i: %s", async (signal, code, words) => {
    const practice = new Practice(standing);
    // Every call is throttled: the plan stays under way for as long as it takes.
    const { child, ended } = practice.start(`${words} --trace trace.jsonl`, {
      speed: "1",
      faults: { throttle: 1 },
    });
    const look = setInterval(() => {
      if (!existsSync(join(practice.folder, "trace.jsonl"))) return;
      clearInterval(look);
      child.kill(signal);
    }, 20);
    const run = await ended;
    expect([run.code, run.signal], run.stderr).toEqual([code, null]);
    practice.remove();
  });
});

describe("a state and an account reached through links", () => {
  it("are the files that the links lead to, and stay so", async () => {
    const practice = prepared(NETWORK);
    const real = join(practice.folder, "real");
    mkdirSync(real);
    await runTo(practice, 0, "network --yes");
    for (const file of [STATE, ACCOUNT]) {
      const name = file.replace(".flashsale/", "");
      renameSync(join(practice.folder, file), join(real, name));
      symlinkSync(`../real/${name}`, join(practice.folder, file));
    }
    await runTo(practice, 0, "destroy --yes --delete-data");
    for (const file of [STATE, ACCOUNT])
      expect(lstatSync(join(practice.folder, file)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(practice.read("real/sandbox.state.json"))).toMatchObject({ resources: {} });
    expect(await listAccount(practice)).toEqual([]);
    practice.remove();
  });

  it("exclude each other whatever path leads to the state", async () => {
    const practice = prepared(NETWORK);
    symlinkSync(".flashsale/sandbox.state.json", join(practice.folder, "link.json"));
    mkdirSync(join(practice.folder, ".flashsale/sandbox.state.json.lock"), { recursive: true });
    await runTo(practice, 0, "network --yes");
    const owner = {
      pid: process.pid,
      host: "another-host",
      bootId: "",
      command: "up",
      since: new Date().toISOString(),
    };
    mkdirSync(join(practice.folder, ".flashsale/sandbox.state.json.lock"));
    write(practice, `${STATE}.owner.json`, JSON.stringify(owner));
    const run = await runTo(practice, 75, "up --yes --state link.json");
    expect(flat(run.stderr)).toContain("another-host");
    practice.remove();
  });
});

const canMount =
  process.getuid?.() === 0 &&
  spawnSync("sh", ["-c", "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d && umount $d && rmdir $d"])
    .status === 0;

describe.runIf(canMount)("a disk that is full (a small tmpfs, which root can mount)", () => {
  it.each(["20k", "48k", "72k", "112k"])(
    "of %s: the run ends with 1 and words, every file is whole, and with room the same command carries on",
    async (size) => {
      const practice = new Practice();
      const mounted = practice.folder;
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "none", mounted]);
      try {
        write(practice, "flashsale.yaml", standing.read("flashsale.yaml"));
        const run = await runTo(practice, 1, "up --yes --trace trace.jsonl");
        expect(flat(run.stderr)).toMatch(/no room left.*ENOSPC/);
        for (const file of [STATE, ACCOUNT])
          if (existsSync(join(mounted, file)))
            expect(() => JSON.parse(practice.read(file)), file).not.toThrow();
        callsOf(practice, "trace.jsonl");
        execFileSync("mount", ["-o", "remount,size=20M", mounted]);
        await runTo(practice, 0, "up --yes");
        expect(normalise(await listAccount(practice))).toEqual(expected);
      } finally {
        execFileSync("umount", [mounted]);
        practice.remove();
      }
    },
  );

  it("under the trace alone fails nothing: it is told once, and ends with a whole line", async () => {
    const practice = prepared(NETWORK);
    const traces = join(practice.folder, "traces");
    mkdirSync(traces);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "none", traces]);
    try {
      const run = await runTo(practice, 0, "up --yes --trace traces/trace.jsonl");
      expect(flat(run.stderr).match(/The trace ends here/g)).toHaveLength(1);
      expect(callsOf(practice, "traces/trace.jsonl").length).toBeGreaterThan(5);
    } finally {
      execFileSync("umount", [traces]);
      practice.remove();
    }
  });
});

const canUnshare = spawnSync("unshare", ["-p", "-f", "--mount-proc", "true"]).status === 0;

describe.runIf(canUnshare)("a run in another container of the same name (unshare, which root can)", () => {
  it("leaves the lock of one that lives alone", async () => {
    const practice = prepared(NETWORK);
    const { child, ended } = practice.start("up --yes", { speed: "20" });
    while (!existsSync(join(practice.folder, `${STATE}.owner.json`))) await new Promise(setImmediate);
    const inside = spawn("unshare", ["-p", "-f", "--mount-proc", process.execPath, BIN, "up", "--yes"], {
      cwd: practice.folder,
      env: {
        PATH: process.env.PATH,
        HOME: practice.folder,
        FLASHSALE_SANDBOX: "1",
        FLASHSALE_SANDBOX_SPEED: "20",
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    inside.stderr.on("data", (chunk) => (told += String(chunk)));
    const code = await new Promise((done) => inside.on("close", done));
    expect([code, flat(told)]).toEqual([75, expect.stringContaining(`process ${child.pid}`)]);
    child.kill("SIGKILL");
    await ended;
    practice.remove();
  });
});

describe("a run with few open files left", () => {
  it.each([22, 26, 30, 36])("(ulimit -n %i) does its work, or says what it lacks", (most) => {
    const practice = prepared(NETWORK);
    const line = `ulimit -n ${most}; exec "$0" "$@"`;
    const run = spawnSync("bash", ["-c", line, process.execPath, BIN, "up", "--yes"], {
      cwd: practice.folder,
      env: {
        PATH: process.env.PATH,
        HOME: practice.folder,
        FLASHSALE_SANDBOX: "1",
        FLASHSALE_SANDBOX_SPEED: "max",
      },
      encoding: "utf8",
    });
    if (run.status !== 0)
      expect([run.status, flat(run.stderr)]).toEqual([
        1,
        expect.stringMatching(/limit of open files is reached/),
      ]);
    practice.remove();
  });
});
