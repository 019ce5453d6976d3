import { type Known, resolveInput, unknownSources } from "../engine/ref.ts";
import { PlanError } from "../errors.ts";
import type { Handles } from "../sections/handles.ts";
import { enabledSections } from "../sections/index.ts";
import type { Output } from "../sections/section.ts";
import type { Variable } from "../ui/env-format/variable.ts";
import type { Context } from "./context.ts";
import { declarePinned } from "./declaring.ts";

/** A variable that cannot be told yet, and the addresses that must stand first. */
export interface MissingVariable {
  readonly name: string;
  readonly needs: readonly string[];
}

/** What stands, as the state remembers it. */
export interface Standing {
  readonly variables: readonly Variable[];
  readonly missing: readonly MissingVariable[];
  /** What the sections hand to each other; {@link Standing.known} resolves its references. */
  readonly handles: Handles;
  readonly known: Known;
}

/** What the application needs besides what the sections make; a section that knows better says the same name. */
const generalOutputs = ({ settings }: Context): readonly Output[] => [
  { name: "AWS_REGION", value: settings.region },
  { name: "SPRING_PROFILES_ACTIVE", value: "prod" },
  { name: "METRIC_NAMESPACE", value: settings.displayName },
];

/** What the state remembers of resources that stand. */
export const knownIn =
  (store: Context["store"]): Known =>
  (address) => {
    const entry = store.entries().get(address);
    return entry?.status === "ready" || entry?.status === "updating" ? entry.attributes : undefined;
  };

/**
 * The application's variables, folded over the sections' outputs with the attributes that the state recorded. Asks AWS
 * nothing.
 * @throws PlanError when nothing of the stack stands.
 */
export function collectStanding(context: Context): Standing {
  const { store, settings } = context;
  const known = knownIn(store);
  if (![...store.entries().keys()].some((address) => known(address) !== undefined))
    throw nothingStands(context);
  const { handles } = declarePinned(context);
  const outputs = enabledSections(settings).flatMap((section) => section.outputs(handles, settings));
  // The later one of a name counts, in the place of the first.
  const named = new Map([...generalOutputs(context), ...outputs].map((output) => [output.name, output]));
  const told = [...outputs, ...generalOutputs(context)].map(({ name }) => named.get(name) as Output);
  const resolved = [...new Set(told)].map((output) => resolveInput(output, known));
  return {
    variables: resolved.filter((output) => unknownSources(output).length === 0).map(toVariable),
    missing: resolved.flatMap((output) => toMissing(output as Output)),
    handles,
    known,
  };
}

function toVariable(output: unknown): Variable {
  const told = output as { name: string; value: string | number } | { name: string; secretArn: string };
  return "secretArn" in told ? told : { name: told.name, value: String(told.value) };
}

function toMissing(output: Output): MissingVariable[] {
  const needs = unknownSources(output);
  return needs.length === 0 ? [] : [{ name: output.name, needs }];
}

function nothingStands({ settings, stateFile }: Context): PlanError {
  return new PlanError({
    code: "NothingStands",
    summary: "Nothing of this stack stands",
    detail: `The state ${stateFile} has nothing of ${settings.name} that stands, so there are no values to tell. up makes it.`,
    fix: ["flashsale-setup up"],
  });
}
