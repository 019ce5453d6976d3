import type { Change } from "../../src/engine/change.ts";
import type { Summary } from "../../src/engine/events.ts";
import type { Plan, PlanItem } from "../../src/engine/plan-item.ts";
import { AwsError } from "../../src/errors.ts";
import type { PlanContext } from "../../src/ui/plan-context.ts";

export const planItem = (part: Partial<PlanItem> = {}): PlanItem => ({
  address: "network.vpc",
  type: "ec2/vpc",
  title: "VPC",
  action: "create",
  reason: "not there yet",
  changes: [],
  forcedBy: [],
  outage: [],
  needs: [],
  holdsData: false,
  adopted: false,
  typicalSeconds: 3,
  ...part,
});

export const change = (part: Partial<Change> = {}): Change => ({
  prop: "instanceClass",
  from: "db.r5.large",
  to: "db.r5.xlarge",
  cause: "settings",
  ...part,
});

export const planOf = (items: readonly PlanItem[], part: Partial<Plan> = {}): Plan => ({
  items,
  others: [],
  problems: [],
  notices: [],
  criticalPath: { addresses: [], seconds: 0 },
  ...part,
});

export const planContext = (part: Partial<PlanContext> = {}): PlanContext => ({
  account: {
    accountId: "123456789012",
    alias: "acme-dev",
    region: "eu-central-1",
    stack: "flashsale",
    sandbox: false,
  },
  deviations: [],
  cost: undefined,
  ...part,
});

export const summaryOf = (part: Partial<Summary> = {}): Summary => ({
  outcome: "done",
  created: 0,
  updated: 0,
  deleted: 0,
  failed: [],
  skipped: [],
  unfinished: [],
  seconds: 1000,
  ...part,
});

export const quotaError = (): AwsError =>
  new AwsError(
    {
      code: "QuotaExceeded",
      summary: "A quota is used up",
      detail: "RDS allows 40 instances in this region. Ask for more, or delete one that is not used.",
      fix: [
        "aws service-quotas request-service-quota-increase --service-code rds --quota-code L-7B6409FD --desired-value 60",
      ],
    },
    "refused",
    { service: "RDS", operation: "CreateDBInstance", awsCode: "InstanceQuotaExceeded", requestId: "req-1" },
  );
