import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addGlobals, type Globals, readGlobals } from "../../src/cli/globals.ts";

/** The global flags of `flashsale-setup LINE`, where `plan` is a command. */
function globalsOf(line: string, env: Readonly<Record<string, string>> = {}): Globals {
  const program = addGlobals(new Command("flashsale-setup"));
  let read: Globals | undefined;
  addGlobals(program.command("plan")).action((_options, command: Command) => {
    read = readGlobals(command, env);
  });
  program.parse(line.split(" "), { from: "user" });
  if (read === undefined) throw new Error("plan was not run");
  return read;
}

describe("the global flags", () => {
  it("have defaults", () => {
    expect(globalsOf("plan")).toEqual({
      config: "flashsale.yaml",
      configGiven: false,
      sandbox: false,
      yes: false,
      json: false,
      verbose: false,
      input: true,
      color: true,
    });
  });

  it("are read from the command line", () => {
    const line =
      "plan --config shop.yaml --state shop.json --region eu-west-1 --profile shop --endpoint-url http://127.0.0.1:1 " +
      "-y --json --no-color --trace calls.jsonl -v --no-input";
    expect(globalsOf(line)).toEqual({
      config: "shop.yaml",
      configGiven: true,
      state: "shop.json",
      region: "eu-west-1",
      profile: "shop",
      endpointUrl: "http://127.0.0.1:1",
      sandbox: false,
      yes: true,
      json: true,
      color: false,
      trace: "calls.jsonl",
      verbose: true,
      input: false,
    });
  });

  it("may stand before the command", () => {
    expect(globalsOf("--sandbox --json plan")).toMatchObject({ sandbox: true, json: true });
    expect(globalsOf("--no-color plan")).toMatchObject({ color: false });
  });

  it("mean the nearer one when they stand before and after", () => {
    expect(globalsOf("--region eu-west-1 plan --region us-east-1").region).toBe("us-east-1");
  });
});

describe("the environment", () => {
  it("says what the command line leaves open", () => {
    const env = {
      FLASHSALE_CONFIG: "shop.yaml",
      FLASHSALE_STATE: "shop.json",
      FLASHSALE_REGION: "eu-west-1",
      FLASHSALE_PROFILE: "shop",
      FLASHSALE_ENDPOINT_URL: "http://127.0.0.1:1",
      FLASHSALE_JSON: "1",
      FLASHSALE_TRACE: "calls.jsonl",
      FLASHSALE_VERBOSE: "true",
    };
    expect(globalsOf("plan", env)).toMatchObject({
      config: "shop.yaml",
      configGiven: true,
      state: "shop.json",
      region: "eu-west-1",
      profile: "shop",
      endpointUrl: "http://127.0.0.1:1",
      json: true,
      trace: "calls.jsonl",
      verbose: true,
    });
  });

  it("loses against the command line", () => {
    expect(globalsOf("plan --region us-east-1", { FLASHSALE_REGION: "eu-west-1" }).region).toBe("us-east-1");
    expect(globalsOf("--region us-east-1 plan", { FLASHSALE_REGION: "eu-west-1" }).region).toBe("us-east-1");
  });

  it("never says yes", () => {
    expect(globalsOf("plan", { FLASHSALE_YES: "1", FLASHSALE_Y: "1" }).yes).toBe(false);
  });

  it.each(["maybe", "2", "ja", "tru"])("refuses a switch that is %s", (text) => {
    for (const name of ["FLASHSALE_SANDBOX", "FLASHSALE_NO_INPUT", "FLASHSALE_JSON"])
      expect(() => globalsOf("plan", { [name]: text })).toThrow(
        expect.objectContaining({ exitCode: 64, detail: expect.stringMatching(`${name}=${text}: 1, true`) }),
      );
  });

  it.each([
    ["FLASHSALE_SANDBOX", "sandbox", true],
    ["FLASHSALE_NO_INPUT", "input", false],
    ["FLASHSALE_NO_COLOR", "color", false],
  ] as const)(
    "%s switches its flag on, and off again with 0, false, no, off or nothing",
    (variable, key, on) => {
      for (const text of ["1", "true", "yes", "ON"])
        expect(globalsOf("plan", { [variable]: text })[key]).toBe(on);
      for (const text of ["0", "False", "no", "off", ""])
        expect(globalsOf("plan", { [variable]: text })[key]).toBe(!on);
    },
  );

  it("gives no value by an empty variable", () => {
    const globals = globalsOf("plan", { FLASHSALE_CONFIG: "", FLASHSALE_REGION: "" });
    expect(globals).toMatchObject({ config: "flashsale.yaml", configGiven: false });
    expect(globals.region).toBeUndefined();
  });
});
