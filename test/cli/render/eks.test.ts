import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { applyEks, renderEks, renderPodRole } from "../../../src/cli/render/eks.ts";
import { AWKWARD, FACTS, SECRET_ARN } from "./facts.ts";

type Manifest = Record<string, never> & { readonly kind: string };

/** Kubernetes reads YAML 1.1. */
const manifestsOf = (facts = FACTS): Record<string, Manifest> =>
  Object.fromEntries(
    renderEks(facts).map(({ text }) => {
      const manifest = parse(text, { version: "1.1" }) as Manifest;
      return [manifest.kind, manifest];
    }),
  );

const MODELS = { ConfigMap, Deployment, HorizontalPodAutoscaler, Service, ServiceAccount } as const;

describe("the Kubernetes objects", () => {
  it("are a ConfigMap, a ServiceAccount, a Deployment, a Service and a HorizontalPodAutoscaler", () => {
    expect(Object.keys(manifestsOf()).toSorted()).toEqual(Object.keys(MODELS).toSorted());
  });

  it.each(Object.entries(MODELS))(
    "%s is valid by Kubernetes' OpenAPI, as the package kubernetes-models has it",
    (kind, Model) => {
      const manifest = manifestsOf()[kind];
      expect(() => new Model(manifest as never).validate()).not.toThrow();
      expect(() => new Model({ ...manifest, metadata: 1 } as never).validate()).toThrow();
    },
  );

  it("hold a mistake against the schema, so that the test above means something", () => {
    const { Deployment: deployment } = manifestsOf();
    const wrong = structuredClone(deployment) as unknown as {
      spec: { template: { spec: { containers: object[] } } };
    };
    wrong.spec.template.spec.containers = [{ image: "x", ports: [{ containerPort: "http" }] }];
    expect(() => new Deployment(wrong as never).validate()).toThrow();
  });

  it("have the image, the processor and the numbers of the stack", () => {
    const manifests = manifestsOf({ ...FACTS, architecture: "arm64" });
    expect(manifests.Deployment).toMatchObject({
      metadata: { name: "flashsale-app" },
      spec: {
        template: {
          spec: {
            serviceAccountName: "flashsale-app",
            nodeSelector: { "kubernetes.io/arch": "arm64" },
            containers: [{ image: "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app:latest" }],
          },
        },
      },
    });
    expect(manifests.HorizontalPodAutoscaler).toMatchObject({
      spec: {
        minReplicas: 3,
        maxReplicas: 20,
        scaleTargetRef: { kind: "Deployment", name: "flashsale-app" },
      },
    });
    expect(manifests.ServiceAccount).toMatchObject({ metadata: { name: "flashsale-app" } });
  });

  it("select each other by the same label", () => {
    const { Deployment: deployment, Service: service } = manifestsOf() as Record<string, object>;
    const label = { "app.kubernetes.io/name": "flashsale-app" };
    expect(service).toMatchObject({ spec: { selector: label } });
    expect(deployment).toMatchObject({
      spec: { selector: { matchLabels: label }, template: { metadata: { labels: label } } },
    });
  });

  it("have values in the ConfigMap and secrets by reference alone", () => {
    const { ConfigMap: config, Deployment: deployment } = manifestsOf() as Record<string, object>;
    expect(config).toMatchObject({
      metadata: { name: "flashsale-env" },
      data: { DB_HOST: "db.example", DB_PORT: "5432", AWKWARD },
    });
    const [container] = (
      deployment as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } }
    ).spec.template.spec.containers;
    expect(container?.envFrom).toEqual([{ configMapRef: { name: "flashsale-env" } }]);
    expect(container?.env).toEqual([
      {
        name: "DB_PASSWORD",
        valueFrom: { secretKeyRef: { name: "flashsale-secrets", key: "DB_PASSWORD" } },
      },
    ]);
    expect(
      renderEks(FACTS)
        .map(({ text }) => text)
        .join(""),
    ).not.toContain(SECRET_ARN);
  });

  it("keep the comments of their templates", () => {
    const deployment = renderEks(FACTS).find(({ file }) => file === "deployment.yaml")?.text;
    expect(deployment).toContain("# The autoscaler says how many replicas there are.");
  });
});

describe("what is run to apply them", () => {
  it("hands the secrets over by a pipe, never as words of a command", () => {
    const commands = applyEks(FACTS);
    expect(commands).toContain("flashsale-setup env --format k8s --show-secrets=pipe | kubectl apply -f -");
    expect(commands.join("\n")).not.toMatch(/from-literal/);
    expect(commands.join("\n")).toContain("arn:aws:iam::314159265358:role/FlashSalePodRole");
  });

  it("keeps the role's document out of the folder that kubectl reads", () => {
    const { file, text } = renderPodRole();
    expect(file).toBe("iam/trust-policy.json");
    expect(JSON.parse(text)).toMatchObject({
      Statement: [
        { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] },
      ],
    });
    expect(renderEks(FACTS).every((one) => one.file.endsWith(".yaml"))).toBe(true);
  });
});
