import { describe, expect, it } from "vitest";
import { deployDeviations } from "../../../src/sections/deploy/deviations.ts";
import { settingsOf } from "../declared.ts";

const tell = (deploy: object = {}): readonly string[] =>
  deployDeviations(settingsOf({ deploy })).map(({ step, guide }) => `${step}: ${guide}`);

const OWN_CHOICE = [
  "Application Deployment 2: a hard-coded, region-bound AMI of another distribution",
  "Application Deployment 2: a key pair for SSH",
  "Application Deployment 2: a single instance beside the Auto Scaling group",
];

describe("where the deployment differs from the guide", () => {
  it("is told for the defaults", () => {
    expect(tell()).toEqual(
      expect.arrayContaining([
        "Application Deployment 1: image never pushed anywhere",
        "Application Deployment 2: secrets in user data",
        ...OWN_CHOICE,
      ]),
    );
  });

  it("is left out where the settings are the guide's", () => {
    const told = tell({ amiId: "ami-0123456789abcdef0", keyName: "mine", instance: true });
    expect(told.filter((text) => OWN_CHOICE.includes(text))).toEqual([]);
    expect(told).toContain("Application Deployment 2: secrets in user data");
  });

  it("names what this stack has instead", () => {
    const told = deployDeviations(settingsOf({ name: "spring" })).map(({ ours }) => ours);
    expect(told.join("\n")).toContain("spring-app");
    expect(told.join("\n")).toContain("/spring/app");
  });
});
