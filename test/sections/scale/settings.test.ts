import { describe, expect, it } from "vitest";
import { wrong } from "../../settings/wrong.ts";
import { settingsOf } from "../declared.ts";

const ofScale = (scale: object): Record<string, string> => wrong({ scale });

describe("the block scale", () => {
  it("has the guide's values where nothing is said", () => {
    expect(settingsOf().scale).toEqual({
      enabled: true,
      healthCheckPath: "/actuator/health/readiness",
      healthCheckType: "ELB",
      min: 3,
      max: 20,
      desired: 5,
      policy: "steps",
      scaleUpAdjustment: 2,
      scaleDownAdjustment: -1,
      cpuHigh: 70,
      cpuLow: 30,
      cooldownSeconds: 300,
      targetCpu: 50,
    });
  });

  it.each([
    ["min", 0, "a whole number from 1 to 500"],
    ["max", 501, "a whole number from 1 to 500"],
    ["desired", 2.5, "a whole number from 1 to 500"],
    ["scaleUpAdjustment", 0, "a whole number from 1 to 100"],
    ["scaleDownAdjustment", 1, "a whole number from -100 to -1"],
    ["cpuHigh", 101, "a whole number from 2 to 100"],
    ["cpuLow", 0, "a whole number from 1 to 99"],
    ["cooldownSeconds", -1, "a whole number from 0 to 3600"],
    ["targetCpu", 0, "a whole number from 1 to 100"],
  ])("%s may not be %d", (key, value, allowed) => {
    expect(ofScale({ [key]: value })).toMatchObject({ [`scale.${key}`]: allowed });
  });

  it("keeps desired between min and max", () => {
    expect(ofScale({ min: 6 })).toEqual({ "scale.desired": "a whole number from min 6 to max 20" });
    expect(ofScale({ max: 4 })).toEqual({ "scale.desired": "a whole number from min 3 to max 4" });
    expect(ofScale({ min: 30 })).toEqual({ "scale.max": "at least min 30" });
    expect(ofScale({ min: 5, max: 5 })).toEqual({});
  });

  it("keeps the loads of steps apart", () => {
    expect(ofScale({ cpuLow: 70 })).toEqual({ "scale.cpuLow": "less than cpuHigh 70" });
  });

  it.each([
    "certificate",
    "arn:aws:iam::123456789012:server-certificate/x",
    "arn:aws:acm:us-east-1:1:certificate/x",
  ])("takes no certificate %s", (certificateArn) => {
    expect(ofScale({ certificateArn })).toEqual({
      "scale.certificateArn": "the ARN of a certificate in AWS Certificate Manager",
    });
  });

  it("cannot be without the deployment, whose template it launches from", () => {
    expect(wrong({ deploy: { enabled: false } })).toHaveProperty(["scale.enabled"]);
    expect(wrong({ deploy: { enabled: false }, scale: { enabled: false } })).toEqual({});
  });
});

describe("read replicas", () => {
  it("are none by default, and 15 at most", () => {
    expect(settingsOf().db.replicas).toBe(0);
    expect(wrong({ db: { replicas: 16 } })).toEqual({ "db.replicas": "a whole number from 0 to 15" });
  });

  it("need backups of their source", () => {
    expect(wrong({ db: { replicas: 2, backupRetentionDays: 0 } })).toEqual({
      "db.backupRetentionDays": "1 to 35 with replicas 2",
    });
    expect(wrong({ db: { backupRetentionDays: 0 } })).toEqual({});
  });
});
