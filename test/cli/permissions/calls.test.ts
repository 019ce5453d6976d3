import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsOf } from "../../sections/declared.ts";
import { policiesOf, statementsOf, WHOLE } from "./policies.ts";

/** Calls whose action has another name. Source: Service Authorization Reference, "Amazon S3", "AWS Budgets". */
const RENAMED: Readonly<Record<string, string>> = {
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
};
const PREFIXES: Readonly<Record<string, string>> = {
  "auto-scaling": "autoscaling",
  "cloudwatch-logs": "logs",
  "elastic-load-balancing-v2": "elasticloadbalancing",
  "secrets-manager": "secretsmanager",
  "service-quotas": "servicequotas",
};

function toAction(client: string, operation: string): string {
  const action = `${PREFIXES[client] ?? client}:${operation}`;
  if (client === "budgets" && !/Tag/.test(operation))
    return /^Describe/.test(operation) ? "budgets:ViewBudget" : "budgets:ModifyBudget";
  return RENAMED[action] ?? action;
}

/** The IAM action of every call that the program's sources make, by the commands that they import from the SDK. */
function calledActions(): string[] {
  const folder = join(import.meta.dirname, "../../../src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.startsWith("sandbox"),
  );
  const actions = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return [...text.matchAll(/import (?:type )?\{([^}]*)\} from "@aws-sdk\/client-([a-z0-9-]+)"/g)].flatMap(
      ([, names = "", client = ""]) =>
        names.split(/[\s,]+/).flatMap((name) => {
          const operation = /^(\w+)Command$/.exec(name)?.[1] ?? /^paginate(\w+)$/.exec(name)?.[1];
          return operation === undefined ? [] : [toAction(client, operation)];
        }),
    );
  });
  return [...new Set(actions)].sort();
}

describe("what the program calls", () => {
  it("is allowed by the policies, every call of it", () => {
    const allowed = new Set(statementsOf(policiesOf(settingsOf(WHOLE))).flatMap(({ Action }) => Action));
    const called = calledActions();
    expect(called.length).toBeGreaterThan(200);
    // Who one is may always be asked.
    expect(called.filter((action) => !allowed.has(action))).toEqual(["sts:GetCallerIdentity"]);
  });
});
