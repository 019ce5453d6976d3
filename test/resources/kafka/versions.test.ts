import { GetCompatibleKafkaVersionsCommand, ListKafkaVersionsCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import {
  chooseVersion,
  findKafkaVersions,
  findUpgradeTargets,
  isAhead,
  isSameLine,
  modeOf,
  servesTopics,
} from "../../../src/resources/kafka/versions.ts";
import { inputsOf, mockKafka } from "./mocked-aws.ts";

const OFFERED = ["2.8.1", "3.5.1", "3.8.x", "3.9.x", "3.10.x", "3.8.x.kraft", "3.9.x.kraft", "4.1.x.kraft"];

describe("the choice of a version", () => {
  it.each([
    [{ line: "3" }, "3.9.x.kraft"],
    [{ line: "3", mode: "kraft" as const }, "3.9.x.kraft"],
    [{ line: "3", mode: "zookeeper" as const }, "3.10.x"],
    [{ line: "4" }, "4.1.x.kraft"],
    [{ line: "2" }, undefined],
    [{ line: "3", version: "3.5.1" }, "3.5.1"],
  ])("for %o is %s", (wish, version) => {
    expect(chooseVersion(OFFERED, wish)).toBe(version);
  });

  it("takes ZooKeeper where MSK offers no KRaft", () => {
    expect(chooseVersion(["3.5.1", "3.8.x"], { line: "3" })).toBe("3.8.x");
    expect(chooseVersion(["3.8.x"], { line: "3", mode: "kraft" })).toBeUndefined();
  });
});

describe("the order of versions", () => {
  it.each([
    ["3.9.x", "3.8.x"],
    ["3.10.x", "3.9.x"],
    ["3.9.x.kraft", "3.9.x"],
    ["3.9.x", "3.8.x.kraft"],
    ["3.6.1", "3.6.0"],
  ])("has %s ahead of %s", (version, than) => {
    expect(isAhead(version, than)).toBe(true);
    expect(isAhead(than, version)).toBe(false);
  });

  it("knows lines, modes and which serve topics", () => {
    expect(isSameLine("3.8.x", "3.9.x.kraft")).toBe(true);
    expect(isSameLine("3.9.x.kraft", "4.0.x.kraft")).toBe(false);
    expect([modeOf("3.9.x"), modeOf("3.9.x.kraft")]).toEqual(["zookeeper", "kraft"]);
    expect(["3.5.1", "3.6.0", "4.0.x.kraft"].map(servesTopics)).toEqual([false, true, true]);
  });
});

describe("what MSK tells of versions", () => {
  it("counts those that a new cluster can have, page by page", async () => {
    const { aws, safe } = mockKafka();
    safe
      .on(ListKafkaVersionsCommand, {})
      .resolves({ KafkaVersions: [{ Version: "3.5.1", Status: "DEPRECATED" }], NextToken: "more" })
      .on(ListKafkaVersionsCommand, { NextToken: "more" })
      .resolves({ KafkaVersions: [{ Version: "3.9.x", Status: "ACTIVE" }] });
    expect(await findKafkaVersions(aws)).toEqual(["3.9.x"]);
  });

  it("has the targets of one cluster", async () => {
    const { aws, safe } = mockKafka();
    safe.on(GetCompatibleKafkaVersionsCommand).resolves({
      CompatibleKafkaVersions: [{ SourceVersion: "3.9.x", TargetVersions: ["3.9.x.kraft"] }],
    });
    expect(await findUpgradeTargets(aws, "arn")).toEqual(["3.9.x.kraft"]);
    expect(inputsOf(safe, "GetCompatibleKafkaVersions")).toEqual([{ ClusterArn: "arn" }]);
  });
});
