import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Secret } from "kubernetes-models/v1/Secret";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { toEcs } from "../../../src/ui/env-format/ecs.ts";
import { toJson } from "../../../src/ui/env-format/json.ts";
import { toK8s } from "../../../src/ui/env-format/k8s.ts";
import { AWKWARD, REFERENCE, SECRET_ARN, sheetOf, valuesOf } from "./awkward.ts";

describe("--format json", () => {
  it("is one object of names, with a secret's ARN in place of its value", () => {
    const sheet = sheetOf(AWKWARD);
    const parsed = JSON.parse(toJson({ ...sheet, variables: [...sheet.variables, REFERENCE] }));
    expect(parsed).toEqual({ ...valuesOf(sheet), DB_PASSWORD: { secretArn: SECRET_ARN } });
  });
});

describe("--format ecs", () => {
  it("is what a container definition says: values in environment, secrets by ARN", () => {
    const parsed = JSON.parse(toEcs(sheetOf(["a\nb", "c"], [REFERENCE])));
    expect(parsed).toEqual({
      environment: [
        { name: "V0", value: "a\nb" },
        { name: "V1", value: "c" },
      ],
      secrets: [{ name: "DB_PASSWORD", valueFrom: SECRET_ARN }],
    });
  });
});

// Kubernetes reads YAML 1.1, in which more is a number or a boolean than in 1.2.
const manifestsOf = (text: string, version: "1.1" | "1.2" = "1.1"): Record<string, unknown>[] =>
  parseAllDocuments(text, { version }).map((document) => document.toJS() as Record<string, unknown>);

describe("--format k8s", () => {
  it.each(["1.1", "1.2"] as const)("is a ConfigMap of all values, as YAML %s reads it", (version) => {
    const sheet = sheetOf(AWKWARD);
    const [manifest, ...rest] = manifestsOf(toK8s(sheet), version);
    expect(rest).toEqual([]);
    expect(manifest).toMatchObject({
      kind: "ConfigMap",
      metadata: { name: "shop-env" },
      data: valuesOf(sheet),
    });
  });

  it("refers to a secret in comments, which say how to make it without telling it", () => {
    const text = toK8s(sheetOf(["x"], [REFERENCE]));
    expect(manifestsOf(text)).toHaveLength(1);
    expect(text).toContain(`# DB_PASSWORD of ${SECRET_ARN}\n`);
    expect(text).toContain("flashsale-setup env --format k8s --show-secrets=pipe | kubectl apply -f -");
    const [, snippet = ""] = text.split("# In a container:\n");
    const [container] = manifestsOf(snippet.replace(/^# /gm, ""));
    expect(container).toEqual({
      envFrom: [{ configMapRef: { name: "shop-env" } }],
      env: [
        {
          name: "DB_PASSWORD",
          valueFrom: { secretKeyRef: { name: "shop-secrets", key: "DB_PASSWORD" } },
        },
      ],
    });
  });

  it("keeps a secret that may be told out of the ConfigMap, in a Secret of its own", () => {
    const told = { name: "DB_PASSWORD", value: "on", isSecret: true };
    const [config, secret, ...rest] = manifestsOf(toK8s(sheetOf(["x"], [told])));
    expect(rest).toEqual([]);
    expect(config).toMatchObject({ data: { V0: "x" } });
    expect(config?.data).not.toHaveProperty("DB_PASSWORD");
    expect(secret).toMatchObject({
      kind: "Secret",
      metadata: { name: "shop-secrets" },
      stringData: { DB_PASSWORD: "on" },
    });
  });

  it("is valid by Kubernetes' OpenAPI, as the package kubernetes-models has it", () => {
    const told = { name: "DB_PASSWORD", value: "on", isSecret: true };
    const [config, secret] = manifestsOf(toK8s(sheetOf(AWKWARD, [told])));
    expect(() => new ConfigMap(config as never).validate()).not.toThrow();
    expect(() => new Secret(secret as never).validate()).not.toThrow();
    expect(() => new ConfigMap({ data: { A: 1 } } as never).validate()).toThrow();
  });
});
