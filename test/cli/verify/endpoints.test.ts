import { describe, expect, it } from "vitest";
import { readEndpoints, readOnly } from "../../../src/cli/verify/endpoints.ts";

describe("--endpoint", () => {
  it("names a place for each connection", () => {
    const read = readEndpoints(["db=127.0.0.1:15432", "cache=[::1]:6379", "app=localhost:8080"]);
    expect(Object.fromEntries(read)).toEqual({
      db: { host: "127.0.0.1", port: 15432 },
      cache: { host: "::1", port: 6379 },
      app: { host: "localhost", port: 8080 },
    });
  });

  it.each([
    "db",
    "db=localhost",
    "db=:5432",
    "control=localhost:1",
    "db=localhost:0",
    "db=localhost:65536",
    "x=a:1",
  ])("refuses %j as a usage error", (text) => {
    expect(() => readEndpoints([text])).toThrow(expect.objectContaining({ exitCode: 64 }));
  });
});

describe("--only", () => {
  it("is everything unless it is given", () => {
    expect([...readOnly(undefined)]).toEqual(["db", "cache", "kafka", "app", "control"]);
  });

  it("takes several names", () => {
    expect([...readOnly("kafka, db")]).toEqual(["db", "kafka"]);
  });

  it("refuses a name that is none, and tells which there are", () => {
    expect(() => readOnly("db,disk")).toThrow(/disk.*db, cache, kafka, app, control/s);
  });
});
