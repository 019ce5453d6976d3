import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findAmazonRoots, loadRdsRoots } from "../../src/probes/roots.ts";

const subjects = (roots: readonly string[]): readonly string[] =>
  roots.map((pem) => new X509Certificate(pem).subject);

describe("the roots that are trusted", () => {
  it("are Amazon's four and the one that signed them, for Redis and Kafka", () => {
    const names = subjects(findAmazonRoots()).map((subject) => /CN=(.*)/.exec(subject)?.[1]);
    expect(names.toSorted()).toEqual([
      "Amazon Root CA 1",
      "Amazon Root CA 2",
      "Amazon Root CA 3",
      "Amazon Root CA 4",
      "Starfield Services Root Certificate Authority - G2",
    ]);
  });

  it("are RDS's own for the database, each still valid for years", async () => {
    const roots = await loadRdsRoots();
    const regional = roots.filter((pem) =>
      /CN=Amazon RDS us-east-1 Root CA/.test(new X509Certificate(pem).subject),
    );
    expect(regional.length).toBe(3);
    for (const pem of regional)
      expect(Date.parse(new X509Certificate(pem).validTo)).toBeGreaterThan(Date.UTC(2060, 0));
  });
});
