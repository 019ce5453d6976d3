import { Command } from "commander";
import { describe, expect, it } from "vitest";
import {
  addApplyFlags,
  type ChangeFlags,
  demandKnown,
  planOptionsOf,
  readChangeFlags,
} from "../../src/cli/change-flags.ts";
import { run } from "./fake-world.ts";

function flagsOf(line: string): ChangeFlags {
  const command = addApplyFlags(new Command("up"))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return readChangeFlags(
    command.parse(
      line.split(" ").filter((word) => word !== ""),
      { from: "user" },
    ),
  );
}

const usage = (code: string) => expect.objectContaining({ exitCode: 64, code });

describe("the flags of commands that change things", () => {
  it("mean nothing unless they are given", () => {
    expect(flagsOf("")).toEqual({
      applyAt: undefined,
      replace: new Set(),
      adopt: new Map(),
      upgrade: new Set(),
      pruneRules: false,
      skipPreflight: false,
      acceptCost: undefined,
    });
  });

  it("may be given several times", () => {
    const line =
      "--replace db.instance --replace network.vpc --adopt network.vpc=vpc-0a --adopt db.instance=flashsale-db " +
      "--upgrade db.engineVersion --upgrade network.zones";
    expect(flagsOf(line)).toMatchObject({
      replace: new Set(["db.instance", "network.vpc"]),
      adopt: new Map([
        ["network.vpc", "vpc-0a"],
        ["db.instance", "flashsale-db"],
      ]),
      upgrade: new Set(["db.engineVersion", "network.zones"]),
    });
  });

  it("keep what stands behind the first = as the id", () => {
    const arn = "arn:aws:x:y=z";
    expect(flagsOf(`--adopt db.secret=${arn}`).adopt.get("db.secret")).toBe(arn);
  });

  it("carry window, rules and cost", () => {
    expect(flagsOf("--apply-at window --prune-rules --accept-cost 912.5")).toMatchObject({
      applyAt: "window",
      pruneRules: true,
      acceptCost: 912.5,
    });
  });

  it.each(["network.vpc", "=vpc-0a", "network.vpc="])("refuse --adopt %s and show the form", (text) => {
    expect(() => flagsOf(`--adopt ${text}`)).toThrow(usage("AdoptMalformed"));
    expect(() => flagsOf(`--adopt ${text}`)).toThrow(/ADDRESS=ID, such as network.vpc=vpc-0abc1234/);
  });

  it.each(["much", "-1", "Infinity", "1,000"])("refuse --accept-cost %s", (text) => {
    expect(() => flagsOf(`--accept-cost=${text}`)).toThrow(usage("CostMalformed"));
  });

  it("refuse a moment that is neither window nor now", () => {
    expect(() => flagsOf("--apply-at noon")).toThrow(/Allowed choices are window, now/);
  });

  it("have no other name in the environment", () => {
    for (const { envVar } of addApplyFlags(new Command("up")).options) expect(envVar).toBeUndefined();
  });

  it("stand for the options of a plan that brings up", () => {
    const flags = flagsOf("--replace db.instance --prune-rules");
    expect(planOptionsOf(flags)).toEqual({
      mode: "up",
      replace: new Set(["db.instance"]),
      adopt: new Map(),
      pruneRules: true,
      deleteAdopted: false,
      finalSnapshots: true,
    });
  });
});

const messageOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("a name that means nothing here", () => {
  it("is refused with the names there are", () => {
    expect(() => demandKnown("destroy", ["db"], ["network", "db"])).not.toThrow();
    expect(() => demandKnown("destroy", ["db", "cache"], ["network", "db"])).toThrow(usage("UnknownName"));
    expect(() => demandKnown("destroy", ["cache"], ["network", "db"])).toThrow(
      /destroy cache: there is no such one; there are network, db\./,
    );
    expect(() => demandKnown("--upgrade", ["x"], [])).toThrow(/there are none/);
  });

  const addresses = ["db.instance", "db.subnetGroup", "cache.replicationGroup", "kafka.cluster"].concat(
    Array.from({ length: 75 }, (_, index) => `network.rule${index}`),
  );
  it.each([
    ["db.instanse", ["db.instance"]],
    ["instance", ["db.instance"]],
    ["DB.Instance", ["db.instance"]],
    ["kafka.clutser", ["kafka.cluster"]],
    ["cluster", ["kafka.cluster"]],
  ])("as --replace %s among many is refused with the nearest alone: %s", (typed, near) => {
    const told = messageOf(() => demandKnown("--replace", [typed], addresses));
    expect(told).toContain(
      `--replace ${typed}: there is no such one among 79. Did you mean ${near.join(" or ")}?`,
    );
    expect(addresses.filter((address) => told.includes(address))).toEqual(near);
    expect(told).toContain("flashsale-setup plan --json");
  });

  it("and is near to none of many is refused with how to list them", () => {
    const told = messageOf(() => demandKnown("--replace", ["xyzzyplugh"], addresses));
    expect(addresses.filter((address) => told.includes(address))).toEqual([]);
    expect(told).not.toContain("Did you mean");
    expect(told).toContain("flashsale-setup plan --json");
  });

  it("brings no more than three suggestions", () => {
    const told = messageOf(() => demandKnown("--replace", ["network.rule"], addresses));
    expect(addresses.filter((address) => new RegExp(`${address}\\b`).test(told))).toHaveLength(3);
  });
});

describe("a wrong flag", () => {
  it.each([
    "up --adopt network.vpc",
    "up --accept-cost much",
    "up --apply-at noon",
    "plan --adopt network.vpc",
    "network --adopt =vpc-0a",
    "db --accept-cost much",
    "destroy nothing-of-ours",
    "destroy --replace db.instance",
    "plan --apply-at now",
    "up no-such-plan.json",
  ])("ends %s with 64 before an account is opened", async (line) => {
    const { code, stdout, world } = await run(`${line} --sandbox`);
    expect(code).toBe(64);
    expect(stdout).toBe("");
    expect(world.opened.times).toBe(0);
  });
});
