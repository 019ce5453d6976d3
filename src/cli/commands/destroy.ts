import type { Command } from "commander";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import type { PlanOptions } from "../../engine/plan-input.ts";
import type { Action, Plan } from "../../engine/plan-item.ts";
import type { AnyType } from "../../engine/resource.ts";
import { UsageError } from "../../errors.ts";
import { withDependents } from "../../sections/about.ts";
import { contents } from "../../sections/contents.ts";
import { withSections } from "../../sections/index.ts";
import { sayInline } from "../../ui/page.ts";
import { showAndCarryOut } from "../carry-out.ts";
import { demandKnown } from "../change-flags.ts";
import { type Context, type Desk, loadSettings, openContext } from "../context.ts";
import { afterDestroy } from "../next-steps.ts";
import { placesOf } from "../paths.ts";
import { planDestroy, planStack, type StackPlan } from "../planning.ts";
import { remember } from "../remember.ts";

type SectionName = ReturnType<typeof withDependents>[number];

interface DestroyFlags {
  readonly deleteData: boolean;
  readonly finalSnapshot: boolean;
  readonly deleteAdopted: boolean;
}

/** `destroy [SECTION…]`: the teardown, of everything or of some sections. */
export async function destroy(desk: Desk, command: Command): Promise<number> {
  const sections = contents.map(({ name }) => name);
  demandKnown("destroy", command.args, sections);
  const names = withDependents(command.args, contents);
  const flags = command.opts<DestroyFlags>();
  if (desk.globals.yes && flags.deleteData !== true) await demandDataFlag(desk, names);
  const context = await openContext(desk, { writes: true });
  try {
    const replan = () => planRemoval(context, names, flags);
    const planned = await replan();
    const code = await showAndCarryOut(context, planned, {
      confirm: async (plan) => {
        await confirmByName(context, plan, flags);
        // Before the first change, so that a kill at any instant leaves both or neither.
        if (names.length > 0) await rememberDisabled(context, names);
      },
      applyAt: undefined,
      force: !flags.finalSnapshot,
      deleteAdopted: flags.deleteAdopted === true,
      adopt: new Map(),
      title: "Taking down",
      resumeCommand: desk.advisor.again(),
      next: afterDestroy(names),
      nothing: `Nothing of ${names.length === 0 ? context.settings.name : names.join(", ")} stands: there is nothing to destroy.`,
      replan,
    });
    if (code === 0) tellRetained(context);
    return code;
  } finally {
    await context.close();
  }
}

/** With `--yes` nobody is asked: the flag must say that data may go. Known from the files alone, before any call. */
async function demandDataFlag(desk: Desk, names: readonly string[]): Promise<void> {
  const { readState } = await import("../../state/store.ts");
  const { resourceTypes } = await import("../../resources/index.ts");
  await loadSettings(desk);
  const state = await readState((await placesOf(desk)).state);
  const isAsked = (address: string): boolean =>
    names.length === 0 || names.some((name) => address.startsWith(`${name}.`));
  const stores = Object.entries(state?.resources ?? {})
    .filter(([address, { type }]) => isAsked(address) && surelyHoldsData(resourceTypes.get(type)))
    .map(([address]) => address);
  if (stores.length === 0) return;
  throw dataFlagMissing(stores);
}

/** Where a look can find it empty, the plan tells. */
const surelyHoldsData = (type: AnyType<Aws> | undefined): boolean =>
  type?.holdsData === true && type.isEmpty === undefined;

const dataFlagMissing = (stores: readonly string[]): UsageError =>
  new UsageError({
    code: "DeleteDataMissing",
    summary: "Data would be deleted",
    detail: `--yes does not stand for deleting the data of ${stores.join(", ")}. Databases and caches leave a final snapshot unless --no-final-snapshot is given too; what else holds data leaves nothing.`,
    fix: [again("--delete-data")],
  });

async function planRemoval(
  context: Context,
  names: readonly SectionName[],
  flags: DestroyFlags,
): Promise<StackPlan> {
  const options: PlanOptions = {
    mode: "destroy",
    replace: new Set(),
    adopt: new Map(),
    pruneRules: false,
    deleteAdopted: flags.deleteAdopted === true,
    finalSnapshots: flags.finalSnapshot,
  };
  if (names.length === 0) return planDestroy(context, options);
  const isAsked = (address: string): boolean => names.some((name) => address.startsWith(`${name}.`));
  const narrowed: PlanOptions = { ...options, isAsked, dependentsToo: true };
  const { settings, store } = context;
  if (store.entries().size === 0) return planDestroy(context, narrowed);
  const planned = await planStack(context, {
    settings: withSections(settings, false, names),
    before: withSections(settings, true, names),
    options: narrowed,
  });
  // They are off already where an earlier run was stopped after what it deleted and before what let go of that.
  const wasBegun = names.every((name) => !settings[name].enabled);
  const isThere = planned.plan.items.some(({ action }) => action === "delete");
  return isThere || wasBegun ? planned : withNothing(planned);
}

/** A plan that does nothing: what is asked for does not stand. */
const withNothing = (planned: StackPlan): StackPlan => ({
  ...planned,
  works: new Map(),
  plan: { ...planned.plan, items: [], criticalPath: { addresses: [], seconds: 0 } },
  freshPins: new Map(),
});

async function confirmByName(context: Context, plan: Plan, flags: DestroyFlags): Promise<void> {
  const { globals, settings, prompts, output } = context;
  if (globals.yes) {
    const stores = plan.items.filter(
      ({ action, holdsData, adopted }) => action === "delete" && holdsData && !adopted,
    );
    // Found in the account though the state did not know it: still nothing was called that changes anything.
    if (stores.length > 0 && flags.deleteData !== true)
      throw dataFlagMissing(stores.map(({ address }) => address));
    return;
  }
  output.tell(`This ${countOf(plan)}.`);
  await prompts.typeName({
    name: settings.name,
    message: `Type ${settings.name} to destroy it:`,
    flag: "--yes (and --delete-data where data goes)",
  });
}

/** All that a removal does, such as `deletes 3 resources and updates 2`. */
function countOf({ items }: Plan): string {
  const count = (action: Action): number => items.filter((item) => item.action === action).length;
  const others = (["update", "replace", "create"] as const).filter((action) => count(action) > 0);
  const parts = [
    `deletes ${count("delete")} resources`,
    ...others.map((action) => `${action}s ${count(action)}`),
  ];
  return parts.join(" and ");
}

/** So that `up` does not bring the sections back. */
const rememberDisabled = (context: Context, names: readonly string[]): Promise<void> =>
  remember(
    context,
    names.map((name) => [`${name}.enabled`, false] as const),
  );

function tellRetained({ store, output, globals }: Context): void {
  if (globals.json || store.retained.length === 0) return;
  const lines = store.retained.map(({ type, id, until }) =>
    until === undefined
      ? `  ${type} ${id}: costs until you delete it`
      : `  ${type} ${id}: AWS removes it on ${until.slice(0, 10)}; up restores it until then`,
  );
  output.tell(["Left on purpose:", ...lines.map((line) => sayInline(output, line))]);
}
