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

describe("a name that means nothing here", () => {
  it("is refused with the names there are", () => {
    expect(() => demandKnown("destroy", ["db"], ["network", "db"])).not.toThrow();
    expect(() => demandKnown("destroy", ["db", "cache"], ["network", "db"])).toThrow(usage("UnknownName"));
    expect(() => demandKnown("destroy", ["cache"], ["network", "db"])).toThrow(
      /destroy cache: there is no such one; there are network, db\./,
    );
    expect(() => demandKnown("--upgrade", ["x"], [])).toThrow(/there are none/);
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
