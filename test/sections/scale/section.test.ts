import { describe, expect, it } from "vitest";
import { Ref } from "../../../src/engine/ref.ts";
import type { Observed } from "../../../src/engine/resource.ts";
import { scaleDeviations } from "../../../src/sections/scale/deviations.ts";
import { scale } from "../../../src/sections/scale/index.ts";
import { runningLookup } from "../../../src/sections/scale/lookups.ts";
import { answer, settingsOf } from "../declared.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

const handles = {
  scale: {
    endpoint: Ref.attribute<string>("scale.load-balancer", "dnsName"),
    targetGroupArn: Ref.attribute<string>("scale.target-group", "targetGroupArn"),
    groupName: Ref.attribute<string>("scale.group", "name"),
  },
};

const resolved = (value: unknown): unknown =>
  value instanceof Ref ? value.resolve(() => ({ dnsName: "alb.example.com" })) : value;

describe("what the section hands on", () => {
  it("is the address of the application", () => {
    const outputs = (settings: object) =>
      scale
        .outputs(handles, settingsOf(settings))
        .map((output) => [output.name, resolved("value" in output && output.value)]);
    expect(outputs({})).toEqual([["APP_URL", "http://alb.example.com"]]);
    expect(outputs({ scale: { certificateArn: CERTIFICATE } })).toEqual([
      ["APP_URL", "https://alb.example.com"],
    ]);
    expect(scale.outputs({}, settingsOf())).toEqual([]);
  });

  it("is a look at the application's health from outside", () => {
    const [connection] = scale.connections?.(handles, settingsOf()) ?? [];
    expect(connection).toMatchObject({ group: "app", address: "scale.load-balancer", isPrivate: false });
    const target = connection?.target.protocol === "http" ? connection.target : undefined;
    expect(resolved(target?.url)).toBe("http://alb.example.com/actuator/health");
  });
});

describe("whether the group runs", () => {
  const read = (props: object): boolean | undefined =>
    runningLookup(settingsOf()).live?.read([{ props } as Observed]);

  it("follows from its instances, and nothing else", () => {
    expect(read({ min: 3, instanceType: "m5.xlarge" })).toBe(true);
    expect(read({ min: 3 })).toBeUndefined();
    expect(runningLookup(settingsOf()).live?.read([])).toBeUndefined();
  });

  it("is never pinned: it changes by nature", () => {
    expect(runningLookup(settingsOf()).unpinned).toBe(true);
  });
});

describe("where scaling differs from the guide", () => {
  const tell = (settings: object, ready = true): string[] =>
    scaleDeviations(settingsOf({ scale: settings }), new Map([["deploy.image", answer({ ready })]])).map(
      ({ ours }) => ours,
    );

  it("is told for the defaults", () => {
    expect(tell({})).toEqual([
      "the launch template flashsale-app",
      "made: flashsale-alb, listening on port 80, and flashsale-app",
      "the instance's own readiness at /actuator/health/readiness, given up after three minutes",
      "404 to /actuator and what is under it, but /actuator/health",
      "alarms that trigger them: CPU above 70 %, below 30 %",
      "unhealthy instances are replaced from the first healthy one on",
    ]);
  });

  it("says how to go on while there is no image", () => {
    expect(tell({}, false).at(-1)).toBe(
      "no instances yet, waiting for an image: flashsale-setup deploy build",
    );
  });

  it("follows the settings", () => {
    expect(tell({ policy: "target-tracking", certificateArn: CERTIFICATE }).join("; ")).toMatch(
      /port 443, with a redirect from 80.*CPU kept near 50 %/,
    );
  });
});

describe("the subcommands that change sizes", () => {
  it("set the keys of the sections whose sizes they are", () => {
    const keys = (scale.edits ?? []).map(({ name, section, flags }) => [
      name,
      section ?? "scale",
      flags.map(({ flags: text, key }) => `${text.split(" ")[0]} ${key}`),
    ]);
    expect(keys).toEqual([
      ["app", "scale", ["--min scale.min", "--max scale.max", "--desired scale.desired"]],
      ["https", "scale", ["--certificate scale.certificateArn"]],
      ["db", "db", ["--replicas db.replicas", "--class db.class"]],
      [
        "cache",
        "cache",
        [
          "--nodes cache.nodes",
          "--shards cache.clusterMode.shards",
          "--replicas-per-shard cache.clusterMode.replicasPerShard",
        ],
      ],
    ]);
  });
});
