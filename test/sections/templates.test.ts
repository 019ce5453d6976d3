import { describe, expect, it } from "vitest";
import { readTemplate } from "../../src/sections/templates.ts";

describe("the guide's files", () => {
  it("are found from the sources as from the installed package", () => {
    expect(readTemplate("kafka/kafka-config.properties")).toBe(
      [
        "auto.create.topics.enable=false",
        "default.replication.factor=3",
        "min.insync.replicas=2",
        "num.partitions=10",
        "log.retention.hours=168",
        "compression.type=snappy",
        "",
      ].join("\n"),
    );
  });

  it("are missed as a bug of the package", () => {
    expect(() => readTemplate("kafka/none")).toThrow("The package lacks templates/kafka/none.");
  });
});
