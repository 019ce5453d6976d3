import type { Settings } from "../settings.ts";

/** A piece of the guide's advice, in the words of this stack. */
export interface GuideTip {
  readonly title: string;
  readonly text: string;
  readonly commands: readonly string[];
}

/** The guide's five ways to spend less, as far as they concern what the settings ask for. */
export function guideTips(settings: Settings): GuideTip[] {
  return [
    ...reserved(settings),
    ...scaling(settings),
    ...spot(settings),
    ...rightsizing(settings),
    ...budget(settings),
  ];
}

function reserved({ db, cache, scale }: Settings): GuideTip[] {
  const kinds = [
    ...(db.enabled ? [`reserved DB instances (${db.class})`] : []),
    ...(cache.enabled ? [`reserved cache nodes (${cache.nodeType})`] : []),
    ...(scale.enabled ? [`a Savings Plan for the ${scale.min} instances that always run`] : []),
  ];
  if (kinds.length === 0) return [];
  const text = `What runs all year is cheaper with a commitment of one or three years: ${kinds.join(", ")}. Buy it once the sizes have proved themselves; the Billing console tells the prices.`;
  return [{ title: "Reserved Instances for predictable workloads", text, commands: [] }];
}

function scaling({ scale }: Settings): GuideTip[] {
  if (scale.enabled) return [];
  const text =
    "Without the Auto Scaling group the number of instances does not follow the load: scale.enabled: true.";
  return [{ title: "Auto Scaling in times of low traffic", text, commands: [] }];
}

function spot({ deploy }: Settings): GuideTip[] {
  if (!deploy.enabled) return [];
  const text =
    "The group launches instances on demand only: a sale must not lose them. Run batches and tests on Spot Instances of their own.";
  return [{ title: "Spot Instances for non-critical workloads", text, commands: [] }];
}

function rightsizing({ monitoring, displayName, db, cache, scale }: Settings): GuideTip[] {
  const commands = [
    ...(db.enabled ? ["flashsale-setup scale db --class CLASS"] : []),
    ...(cache.enabled ? ["flashsale-setup scale cache --nodes N"] : []),
    ...(scale.enabled ? ["flashsale-setup scale app --min N --desired N"] : []),
  ];
  if (commands.length === 0) return [];
  const where = monitoring.enabled ? `the dashboard ${displayName}Dashboard` : "CloudWatch";
  const text = `Look at ${where} after a sale, and at what stayed idle; then change sizes.`;
  return [{ title: "Metrics tell what is too large", text, commands }];
}

function budget({ cost }: Settings): GuideTip[] {
  if (cost.enabled) return [];
  const text = "Nobody is told when the account spends more than it should.";
  const command = "flashsale-setup cost budget --monthly-usd USD --notify ADDRESS";
  return [{ title: "Budget alerts", text, commands: [command] }];
}
