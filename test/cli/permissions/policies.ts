import { declarationsOf } from "../../../src/cli/estimate.ts";
import { actionsOf } from "../../../src/cli/permissions/actions.ts";
import { type NamedPolicy, policiesFor, type Statement } from "../../../src/cli/permissions/documents.ts";
import type { Settings } from "../../../src/sections/index.ts";

/** Everything that can be switched on. */
export const WHOLE = {
  deploy: { instance: true, keyName: "ops" },
  db: { replicas: 2 },
  monitoring: { notify: ["ops@example.com"] },
  cost: { enabled: true, monthlyUsd: 3000, notify: ["ops@example.com"] },
  security: { enabled: true },
};

export const policiesOf = (settings: Settings, region = "us-east-1"): NamedPolicy[] => {
  const actions = actionsOf(settings, declarationsOf(settings));
  const place = { partition: "aws", account: "123456789012", region, settings };
  return (["plan", "verify", "change"] as const).flatMap((purpose) => policiesFor(purpose, actions, place));
};

export const statementsOf = (policies: readonly NamedPolicy[]): Statement[] =>
  policies.flatMap(({ document }) => document.Statement);
