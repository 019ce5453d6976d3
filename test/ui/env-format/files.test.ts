import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import dotenv from "dotenv";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toDocker } from "../../../src/ui/env-format/docker.ts";
import { quotedNames, toDotenv } from "../../../src/ui/env-format/dotenv.ts";
import type { EnvFormat } from "../../../src/ui/env-format/variable.ts";
import { AWKWARD, REFERENCE, SECRET_ARN, sheetOf, valuesOf } from "./awkward.ts";

/** The values that a format can write; the others it must refuse. */
function writable(format: EnvFormat, values: readonly string[]): string[] {
  return values.filter((value) => {
    try {
      format(sheetOf([value]));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "ValueUnwritable", exitCode: 64 });
      return false;
    }
  });
}

const drawn = (): string[] =>
  fc.sample(
    fc.string({
      unit: fc.oneof(fc.constantFrom(..."'\"`$\\\n\r#= "), fc.string({ minLength: 1, maxLength: 1 })),
    }),
    { numRuns: 500, seed: 11 },
  );

/**
 * Reads an env-file as Docker does: no quotes, no escapes; `#` begins a comment only at the start of a line. Source: Docker
 * CLI reference, `docker container run`, "Set environment variables (-e, --env, --env-file)".
 */
function readAsDocker(text: string): Record<string, string> {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, "").trimStart());
  const told = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    told.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

describe("--format dotenv", () => {
  it("gives awkward values as they are to Node's dotenv", () => {
    const values = writable(toDotenv, AWKWARD);
    expect(AWKWARD.filter((value) => !values.includes(value))).toEqual([]);
    const sheet = sheetOf(values);
    expect(dotenv.parse(toDotenv(sheet))).toEqual(valuesOf(sheet));
  });

  it("gives any text that it takes as it is, and takes most", () => {
    const values = drawn();
    const taken = writable(toDotenv, values);
    expect(taken.length).toBeGreaterThan(values.length * 0.6);
    const sheet = sheetOf(taken);
    expect(dotenv.parse(toDotenv(sheet))).toEqual(valuesOf(sheet));
  });

  it("reads the same in node --env-file", () => {
    const sheet = sheetOf(writable(toDotenv, AWKWARD));
    expect(parseEnv(toDotenv(sheet))).toEqual(valuesOf(sheet));
  });

  it("reads the same in Docker but for the values that it names as quoted", () => {
    const sheet = sheetOf(writable(toDotenv, AWKWARD));
    const quoted = quotedNames(sheet);
    const plain = sheet.variables.filter(({ name }) => !quoted.includes(name));
    expect(plain.length).toBeGreaterThan(20);
    const unquoted = { ...sheet, variables: plain };
    expect(readAsDocker(toDotenv(unquoted))).toEqual(valuesOf(unquoted));
  });

  it("refuses what dotenv has no way to write, by name and without the value", () => {
    const write = (): string => toDotenv(sheetOf([`secret#'"\``]));
    expect(write).toThrow(/The value of V0 has every kind of quote/);
    expect(write).not.toThrow(/secret/);
  });

  it("tells a secret in a comment, which no reader takes for a value", () => {
    const text = toDotenv(sheetOf(["x"], [REFERENCE]));
    expect(text).toContain(`# DB_PASSWORD: the value of ${SECRET_ARN}\n`);
    expect(dotenv.parse(text)).toEqual({ V0: "x" });
  });
});

describe("--format docker", () => {
  const values = (): string[] => writable(toDocker, AWKWARD);

  it("refuses line breaks and nothing else", () => {
    const refused = AWKWARD.filter((value) => !values().includes(value));
    expect(refused).toEqual(AWKWARD.filter((value) => value.includes("\n")));
    expect(() => toDocker(sheetOf(["two\nlines"]))).toThrow(/V0 has a line break/);
  });

  it("gives awkward values as they are by Docker's rules", () => {
    const sheet = sheetOf(values());
    expect(readAsDocker(toDocker(sheet))).toEqual(valuesOf(sheet));
  });

  it("tells a secret in a comment", () => {
    expect(readAsDocker(toDocker(sheetOf(["x"], [REFERENCE])))).toEqual({ V0: "x" });
  });

  it("refuses a line that is longer than Docker reads", () => {
    expect(() => toDocker(sheetOf(["x".repeat(65_536)]))).toThrow(/too long/);
  });
});

const hasDocker = spawnSync("docker", ["--version"]).status === 0;

describe.skipIf(!hasDocker)("the real docker command (skipped without docker)", () => {
  const folder = mkdtempSync(join(tmpdir(), "flashsale-"));
  const socket = join(folder, "docker.sock");
  let engine: Server;
  let asked: { Env: string[] } | undefined;

  const answer = (url: string, body: string): readonly [status: number, text: string] => {
    if (url.endsWith("/_ping")) return [200, "OK"];
    if (url.includes("/containers/create")) asked = JSON.parse(body) as { Env: string[] };
    return [400, '{"message":"enough"}'];
  };

  /** An engine that takes note of what it is to create. The command reads the env-file by itself before it asks. */
  beforeAll(async () => {
    engine = createServer((request, response) => {
      const parts: string[] = [];
      request.on("data", (chunk) => parts.push(String(chunk)));
      request.on("end", () => {
        const [status, text] = answer(request.url ?? "", parts.join(""));
        response.writeHead(status, { "Api-Version": "1.44", "Content-Type": "application/json" }).end(text);
      });
    });
    await new Promise<void>((done) => engine.listen(socket, done));
  });

  afterAll(() => {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ["docker", toDocker],
    ["dotenv without quotes", toDotenv],
  ])("reads --format %s as it is meant", async (_, format) => {
    const all = sheetOf(writable(format, AWKWARD));
    const quoted = format === toDotenv ? quotedNames(all) : [];
    const sheet = { ...all, variables: all.variables.filter(({ name }) => !quoted.includes(name)) };
    const file = join(folder, "env");
    writeFileSync(file, format(sheet));
    const child = spawn("docker", ["create", "--env-file", file, "image"], {
      env: { PATH: process.env.PATH ?? "", HOME: folder, DOCKER_HOST: `unix://${socket}` },
    });
    await new Promise((done) => child.on("close", done));
    const pairs = asked?.Env.map((line) => [
      line.slice(0, line.indexOf("=")),
      line.slice(line.indexOf("=") + 1),
    ]);
    expect(Object.fromEntries(pairs ?? [])).toEqual(valuesOf(sheet));
  });
});
