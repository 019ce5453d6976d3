import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/errors.ts";
import { climb, type Ladder } from "../../src/probes/ladder.ts";
import { createVirtualClock } from "../aws/clocks.ts";
import { pathOf, toOptions } from "./options.ts";

const HERE = { host: "127.0.0.1", port: 5432 };
const SECRET = "K7-secret";
const run = (probe: (ladder: Ladder) => Promise<void>, options = toOptions()) =>
  climb("postgres", HERE, options, probe);

describe("a climb", () => {
  it("stops at the first layer that fails, and ends what was opened, the last first", async () => {
    const ended: string[] = [];
    const result = await run(async (ladder) => {
      ladder.atEnd(() => ended.push("first"));
      await ladder.step("resolve", () => Promise.resolve({ value: 1, detail: "found" }));
      ladder.atEnd(() => ended.push("second"));
      await ladder.step("connect", () => Promise.reject(new Error("no")));
      ended.push("went on");
    });
    expect(pathOf(result)).toBe("resolve connect:failed");
    expect(result.layers[0]).toMatchObject({ layer: "resolve", ok: true, detail: "found" });
    expect(ended).toEqual(["second", "first"]);
  });

  it("gives each layer five seconds unless told otherwise", async () => {
    const clock = createVirtualClock();
    const never = (): Promise<never> => new Promise(() => undefined);
    const result = await run((ladder) => ladder.step("tls", never), { clock });
    expect(pathOf(result)).toBe("tls:hung");
    expect(clock.sleeps).toEqual([5]);
    await run((ladder) => ladder.step("login", never), { clock, limitSeconds: { login: 2 } });
    expect(clock.sleeps).toEqual([5, 2]);
  });

  it("keeps a secret that was read out of every text, whoever wrote it", async () => {
    const result = await run(async (ladder) => {
      await ladder.readSecret(() => Promise.resolve(SECRET));
      await ladder.step("login", () => Promise.resolve({ value: 1, detail: `user with ${SECRET}` }));
      await ladder.step("query", () => Promise.reject(new Error(`bad ${SECRET}`)));
    });
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(result.failure?.text).toBe("bad ***");
  });

  it("names a secret that is not handed over in time", async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const result = await run(
      (ladder) => ladder.readSecret(never).then(() => undefined),
      toOptions(["login"]),
    );
    expect(pathOf(result)).toBe("login:secret-unreadable");
  });

  it("lets a bug out, and an interrupt", async () => {
    await expect(run(() => Promise.reject(new TypeError("bug")))).rejects.toThrow(TypeError);
    const interrupted = (ladder: Ladder): Promise<void> =>
      ladder.step("tls", () => Promise.reject(new Interrupted()));
    await expect(run(interrupted)).rejects.toThrow(Interrupted);
  });
});
