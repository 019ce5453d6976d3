import type { Address } from "../engine/ref.ts";
import type { Declaration } from "../engine/resource.ts";
import { SettingsError } from "../errors.ts";
import type { Aws } from "../resources/index.ts";
import type { Section, SettingProblem, Settings } from "../sections/index.ts";
import { describeProblem } from "../settings/problem.ts";
import type { Context } from "./context.ts";
import { type ReadAccount, sectionsIn } from "./reading.ts";

/** What the settings are held against. */
interface Possible extends ReadAccount {
  readonly settings: Settings;
  readonly declarations: readonly Declaration<Aws>[];
  readonly reach: ReadonlySet<Address> | undefined;
}

/**
 * Settings that the account contradicts are told all at once, before anything is changed. Where not all of a section could be
 * read, AWS itself has to judge: the checks would take for absent what stands.
 * @throws SettingsError naming each key with what is allowed.
 */
export async function demandPossible(context: Context, seen: Possible): Promise<void> {
  const sections = sectionsIn(seen.settings, seen.reach).filter((section) => isRead(section, seen));
  const checked = sections.map((section) =>
    seen.refusals.attempt(async () => (await section.check?.({ ...seen, env: context.aws })) ?? []),
  );
  const problems = (await Promise.all(checked)).flatMap((one) => ("told" in one ? one.told : []));
  if (problems.length === 0) return;
  throw new SettingsError({
    code: "SettingsImpossible",
    summary: problems.length === 1 ? "A setting does not fit the account" : "Settings do not fit the account",
    detail: problems.map((problem) => placeProblem(context, problem)).join("\n"),
  });
}

function isRead({ name }: Section, { declarations, observation, refusals }: Possible): boolean {
  const own = declarations.filter(({ address }) => address.startsWith(`${name}.`));
  return own.every(
    ({ type }) =>
      !refusals.reasons.has(type.name) &&
      (observation.get(type.name) ?? []).every(({ refusal }) => refusal === undefined),
  );
}

function placeProblem(context: Context, { key, value, allowed, text }: SettingProblem): string {
  const line = context.lineOf(key);
  return describeProblem(context.settingsFile, {
    line,
    key,
    value: JSON.stringify(value),
    allowed: `${text}; allowed: ${allowed}`,
  });
}
