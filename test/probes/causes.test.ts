import { describe, expect, it } from "vitest";
import { findCause, isPrivate, type StackFacts } from "../../src/probes/causes.ts";
import type { FailureKind, Layer, ProbeResult } from "../../src/probes/probe.ts";
import { allCommands } from "../cli/commands.ts";

const DB: StackFacts = { section: "db", private: true, securityGroupRule: "present", route: "direct" };
const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-AbCdEf";

function toResult(kind: FailureKind, layer: Layer = "connect"): ProbeResult {
  return {
    protocol: "postgres",
    target: "db.test:5432",
    ok: false,
    layers: [],
    addresses: ["10.0.3.17"],
    failure: { layer, kind, text: "" },
  };
}

const causeOf = (kind: FailureKind, facts: Partial<StackFacts> = {}) =>
  findCause(toResult(kind), { ...DB, ...facts });

describe("the likely cause", () => {
  it("is a private address, when a test from outside gets no answer", () => {
    expect(causeOf("timed-out")).toEqual({
      text: "Its address is private: it answers inside its VPC, and this machine is outside.",
      fix: ["flashsale-setup verify --route ssm"],
    });
  });

  it("is a missing rule, when a test from an instance gets no answer", () => {
    expect(causeOf("timed-out", { route: "ssm", securityGroupRule: "missing" })).toMatchObject({
      text: expect.stringContaining("security group has no rule"),
      fix: ["flashsale-setup up"],
    });
  });

  it("is neither, when an instance that is let in gets no answer", () => {
    expect(causeOf("timed-out", { route: "ssm" })?.text).toContain("network ACL");
  });

  it("is a service that is still changing, whatever else may be", () => {
    expect(causeOf("timed-out", { status: "modifying" })?.text).toBe(
      "RDS reports it as modifying; it takes connections once that is over.",
    );
    expect(causeOf("refused", { section: "kafka", status: "UPDATING" })?.text).toContain(
      "MSK reports it as updating",
    );
    expect(causeOf("timed-out", { status: "available" })?.text).toContain("private");
  });

  it("is a tunnel that is not open, when an endpoint was handed in", () => {
    expect(causeOf("refused", { route: "endpoint" })?.fix).toEqual(["flashsale-setup tunnel db"]);
    expect(causeOf("tls-wrong-name", { route: "endpoint" })?.text).toBe(
      "The tunnel leads to another server.",
    );
  });

  it("is a resolver that drops private addresses, when a private name is not found from outside", () => {
    expect(causeOf("name-not-found")?.text).toContain("drop answers that are private");
    expect(causeOf("name-not-found", { route: "ssm" })?.text).toContain("endpoint is gone");
  });

  it("is never a tunnel to Kafka, to which none leads, and the application's for what serves it", () => {
    const [kafka, scale] = (["kafka", "scale"] as const).map((section) =>
      causeOf("refused", { section, route: "endpoint" }),
    );
    expect(kafka?.fix).toEqual(["flashsale-setup verify --route ssm"]);
    expect(scale?.fix).toEqual(["flashsale-setup tunnel app"]);
  });

  it("is an unknown certificate that nobody sent a secret to", () => {
    expect(causeOf("tls-unknown-ca")?.text).toContain("No secret was sent to it.");
  });

  it("is a secret that differs, which a command shows", () => {
    expect(causeOf("login-refused", { secretArn: SECRET_ARN })).toEqual({
      text: "The secret no longer holds what the service was given: one of the two was changed without the other.",
      fix: [`aws secretsmanager describe-secret --secret-id ${SECRET_ARN}`],
    });
  });

  it("is a role without permission, when an instance cannot read the secret", () => {
    expect(causeOf("secret-unreadable", { route: "ssm" })?.fix).toEqual(["flashsale-setup iam"]);
  });

  it("is an application that does not run, when its port is closed", () => {
    expect(causeOf("refused", { section: "scale" })).toMatchObject({ fix: ["flashsale-setup scale"] });
  });

  it("is nothing, when nothing failed", () => {
    const { failure: _none, ...result } = toResult("failed");
    expect(findCause({ ...result, ok: true }, DB)).toBeUndefined();
  });
});

const TUNNELS = ["db", "cache", "app"].map((target) => `tunnel ${target}`);

describe("every kind of failure", () => {
  // The compiler holds this list to the union.
  const kinds = Object.keys({
    "name-not-found": true,
    "name-unanswered": true,
    refused: true,
    "timed-out": true,
    unreachable: true,
    "closed-early": true,
    hung: true,
    "not-tls": true,
    "wrong-protocol": true,
    "tls-unknown-ca": true,
    "tls-wrong-name": true,
    "tls-expired": true,
    "tls-refused": true,
    "login-refused": true,
    "login-missing": true,
    "login-not-asked": true,
    "secret-unreadable": true,
    "not-found": true,
    "read-only": true,
    mismatch: true,
    unhealthy: true,
    busy: true,
    "tool-missing": true,
    "no-report": true,
    failed: true,
  } satisfies Record<FailureKind, true>) as FailureKind[];
  const facts = (["db", "cache", "kafka", "deploy", "scale"] as const).flatMap((section) =>
    (["direct", "ssm", "endpoint"] as const).map((route) => ({ ...DB, section, route })),
  );

  it.each(kinds)("%s has a cause and a command, for every section and route", (kind) => {
    for (const each of facts) {
      const cause = findCause(toResult(kind), each);
      expect(cause?.text, `${each.section} ${each.route}`).toMatch(/\.$/);
      expect(cause?.fix.length).toBeGreaterThan(0);
    }
  });

  it.each(kinds)("%s is mended by commands that exist", (kind) => {
    const known = new Set([...allCommands().map(({ path }) => path), ...TUNNELS]);
    const wordsOf = (fix: string): string => fix.replace("flashsale-setup ", "").split(" --")[0] ?? "";
    const ours = facts
      .flatMap((one) => findCause(toResult(kind), one)?.fix ?? [])
      .filter((fix) => fix.startsWith("flashsale-setup "));
    expect(ours.filter((fix) => !known.has(wordsOf(fix)))).toEqual([]);
  });
});

describe("a private address", () => {
  it.each(["10.0.3.17", "172.16.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1", "fd00:ec2::1"])(
    "is %s",
    (address) => {
      expect(isPrivate(address)).toBe(true);
    },
  );

  it.each(["11.0.0.1", "172.32.0.1", "192.169.1.1", "100.128.0.1", "3.5.7.9", "2600:1f18::1"])(
    "is not %s",
    (address) => {
      expect(isPrivate(address)).toBe(false);
    },
  );
});
