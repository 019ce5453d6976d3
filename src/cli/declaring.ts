import type { Answer } from "../engine/lookup.ts";
import type { Declaration } from "../engine/resource.ts";
import { type Aws, Stack } from "../resources/index.ts";
import type { Handles } from "../sections/handles.ts";
import { declareSections, type Settings } from "../sections/index.ts";
import type { Context } from "./context.ts";

/** The answers that the state has pinned: enough to know of what is declared its types and names. */
export const pinnedAnswers = ({ store }: Context): Map<string, Answer> =>
  new Map([...store.pins].map(([key, pin]) => [key, { value: pin.value, pin, notices: [], fresh: false }]));

/** What the sections declare with the answers that the state has pinned; asks AWS nothing. */
export const declarePinned = (
  context: Context,
  settings: Settings = context.settings,
): ReturnType<typeof declare> => declare(context, settings, pinnedAnswers(context));

/** What the settings ask for, with the answers that are known. */
export function declare(
  context: Context,
  settings: Settings,
  answers: ReadonlyMap<string, Answer>,
): { declarations: readonly Declaration<Aws>[]; handles: Handles } {
  const { lineage, stack: name } = context.store;
  const stack = new Stack<Aws>({ stack: name, lineage, tags: settings.tags });
  const { region, account, partition } = context.aws;
  const handles = declareSections({ stack, settings, region, account, partition, answers });
  return { declarations: stack.declarations, handles };
}
