import { describe, expect, it } from "vitest";
import { endpointKind, onlyKind } from "../../../src/cli/verify/endpoints.ts";

describe("--endpoint", () => {
  it("names a place for each connection", () => {
    expect(endpointKind.read("db=127.0.0.1:15432")).toEqual(["db", { host: "127.0.0.1", port: 15432 }]);
    expect(endpointKind.read("cache=[::1]:6379")).toEqual(["cache", { host: "::1", port: 6379 }]);
    expect(endpointKind.read("app=localhost:8080")).toEqual(["app", { host: "localhost", port: 8080 }]);
  });

  it.each([
    "db",
    "db=localhost",
    "db=:5432",
    "control=localhost:1",
    "db=localhost:0",
    "db=localhost:65536",
    "x=a:1",
  ])("takes no %j", (text) => {
    expect(endpointKind.read(text)).toBeUndefined();
  });
});

describe("--only", () => {
  it("takes several names", () => {
    expect(onlyKind.read("kafka, db")).toEqual(["kafka", "db"]);
  });

  it("refuses a name that is none, and tells which there are", () => {
    expect(onlyKind.read("db,disk")).toBeUndefined();
    expect(onlyKind.tell("db,disk")).toContain("db, cache, kafka, app, control");
  });
});
