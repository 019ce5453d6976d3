import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Redactor, redactInput } from "../../src/aws/redaction.ts";

describe("redaction by name", () => {
  it.each([
    "MasterUserPassword",
    "AuthToken",
    "SecretString",
    "ClientSecret",
    "SecretBinary",
    "UserData",
    "SessionToken",
  ])("hides %s, however deep", (name) => {
    expect(redactInput({ List: [{ [name]: "x", Other: "y" }] }, "Any")).toEqual({
      List: [{ [name]: "***", Other: "y" }],
    });
  });

  it.each([
    "NextToken",
    "ClientToken",
    "ClientRequestToken",
    "SecretId",
    "HttpTokens",
    "AuthTokenUpdateStrategy",
  ])("shows %s", (name) => {
    expect(redactInput({ [name]: "x" }, "Any")).toEqual({ [name]: "x" });
  });

  it("shows whether AWS is to keep the password", () => {
    expect(redactInput({ ManageMasterUserPassword: false }, "CreateDBInstance")).toEqual({
      ManageMasterUserPassword: false,
    });
  });

  it("hides the parameters of commands, and no others", () => {
    const input = { Parameters: { commands: ["psql -p secret"] } };
    expect(redactInput(input, "SendCommand")).toEqual({ Parameters: "***" });
    expect(redactInput(input, "ModifyDBParameterGroup")).toEqual(input);
  });

  it("writes bytes as text", () => {
    expect(redactInput({ ServerProperties: Buffer.from("a=b") }, "CreateConfiguration")).toEqual({
      ServerProperties: "a=b",
    });
  });
});

describe("redaction by value", () => {
  const secret = 'p"w\\d+ä/%!?';
  const redactor = new Redactor();
  redactor.learn(secret);

  it.each([
    ["as it is", secret],
    ["within JSON", JSON.stringify({ password: secret })],
    ["within JSON within JSON", JSON.stringify({ body: JSON.stringify({ password: secret }) })],
    ["within a URL", `https://x/?p=${encodeURIComponent(secret)}`],
    ["within a form", new URLSearchParams({ p: secret }).toString()],
    ["as base64", Buffer.from(secret).toString("base64")],
    ["as base64 for URLs", Buffer.from(secret).toString("base64url")],
    ["within base64 of a longer text", Buffer.from(`#!/bin/sh\nexport P=${secret}\nrun`).toString("base64")],
  ])("hides a secret %s", (_name, text) => {
    const masked = redactor.mask(text);
    expect(masked).toContain("***");
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
      expect(masked).not.toContain(form);
  });

  it("leaves other text alone", () => {
    expect(redactor.mask("nothing to see")).toBe("nothing to see");
  });

  it("ignores what is too short to be told from chance", () => {
    const short = new Redactor();
    short.learn("true");
    expect(short.mask("true")).toBe("true");
  });

  it("hides a secret whole even if it begins with another", () => {
    const both = new Redactor();
    both.learn("abcdef");
    both.learn("abcdefghij");
    expect(both.mask("abcdefghij")).toBe("***");
  });

  it("finds any secret in base64 of any longer text", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    const property = fc.property(text, fc.stringMatching(/^[!-~]{16,32}$/), text, (before, value, after) => {
      const own = new Redactor();
      own.learn(value);
      const encoded = Buffer.from(before + value + after).toString("base64");
      expect(Buffer.from(own.mask(encoded).replaceAll("*", ""), "base64").toString("utf8")).not.toContain(
        value,
      );
      expect(own.mask(encoded)).toContain("***");
    });
    fc.assert(property);
  });
});
