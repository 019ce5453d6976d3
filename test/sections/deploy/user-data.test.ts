import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Ref, Unknown } from "../../../src/engine/ref.ts";
import { userDataOf } from "../../../src/sections/deploy/user-data.ts";
import { INPUT, textOf } from "./machine.ts";

describe("the text of user data", () => {
  it("is a script that bash can read, and so is the script in it", () => {
    const text = textOf();
    const [, start = ""] = /<<'END_OF_START'\n([\s\S]*?)\nEND_OF_START\n/.exec(text) ?? [];
    expect(start).toContain("exec docker run");
    for (const script of [text, start])
      expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({
        status: 0,
        stderr: "",
      });
  });

  it("never traces its commands, and has nothing left to fill in", () => {
    expect(textOf()).not.toMatch(/set -\w*x|xtrace/);
    expect(textOf()).not.toMatch(/\{\{|\}\}/);
  });

  it("tells variables and the ARNs of secrets, one a line", () => {
    expect(textOf()).toContain("\nAWS_REGION=us-east-1\nDB_HOST=db.example.com\nDB_PORT=5432\n");
    expect(textOf()).toContain(`\nDB_PASSWORD=${String(INPUT.secrets.DB_PASSWORD)}\n`);
  });

  it("leaves out what the stack does not have", () => {
    const text = textOf({ ...INPUT, environment: { AWS_REGION: "us-east-1" }, secrets: {} });
    expect(text).not.toMatch(/DB_|REDIS_|KAFKA_/);
    expect(spawnSync("bash", ["-n"], { input: text }).status).toBe(0);
  });

  it("is far from EC2's bound with everything that a stack has", () => {
    const brokers = Array.from(
      { length: 30 },
      (_, at) => `b-${at}.flashsale.kafka.us-east-1.amazonaws.com:9094`,
    );
    const environment = { ...INPUT.environment, KAFKA_BOOTSTRAP_SERVERS: brokers.join(",") };
    expect(Buffer.byteLength(textOf({ ...INPUT, environment }))).toBeLessThan(8192);
  });

  it("is refused beyond EC2's bound of 16 KiB", () => {
    const environment = { LONG: "x".repeat(16_384) };
    expect(() => textOf({ ...INPUT, environment })).toThrow("EC2 takes 16384");
  });

  it.each(["$(reboot)", "a b", "'; reboot; '", "a\nb", "`id`"])(
    "refuses a value that a shell would read: %s",
    (value) => {
      expect(() => textOf({ ...INPUT, environment: { VALUE: value } })).toThrow("cannot be in user data");
    },
  );

  it("is known once all is known that is in it", () => {
    const host = Ref.attribute<string>("db.instance", "endpoint");
    const secret = Ref.attribute<string>("db.secret", "arn");
    const text = userDataOf({ ...INPUT, environment: { DB_HOST: host }, secrets: { DB_PASSWORD: secret } });
    expect(text.sources).toEqual(["db.instance", "db.secret"]);
    const waits = text.resolve((address) => (address === "db.secret" ? { arn: "arn:aws:x" } : undefined));
    expect(waits).toEqual(new Unknown(["db.instance"]));
    expect(text.resolve(() => ({ endpoint: "db.example.com", arn: "arn:aws:x" }))).toContain(
      "DB_HOST=db.example.com\n",
    );
  });
});
