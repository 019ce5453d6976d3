import { cache } from "./cache/index.ts";
import { cost } from "./cost/index.ts";
import { db } from "./db/index.ts";
import { deploy } from "./deploy/index.ts";
import type { Handles } from "./handles.ts";
import { iam } from "./iam/index.ts";
import { kafka } from "./kafka/index.ts";
import { monitoring } from "./monitoring/index.ts";
import { network } from "./network/index.ts";
import { scale } from "./scale/index.ts";
import type { DeclareContext, Section } from "./section.ts";
import { security } from "./security/index.ts";
import type { Settings } from "./settings.ts";

/** The guide, in its order: the table of contents of this program. A new section is one line here. */
export const sections: readonly Section[] = [
  network,
  db,
  cache,
  kafka,
  monitoring,
  iam,
  deploy,
  scale,
  cost,
  security,
];

/** Whether the settings ask for a section. */
export const isEnabled = (section: Section, settings: Settings): boolean => settings[section.name].enabled;

/** The sections that the settings ask for, in the guide's order. */
export const enabledSections = (settings: Settings): readonly Section[] =>
  sections.filter((section) => isEnabled(section, settings));

/** The settings with some sections on or off, all of them by default. */
export function withSections(
  settings: Settings,
  enabled: boolean,
  names: readonly Section["name"][] = sections.map(({ name }) => name),
): Settings {
  const blocks = Object.fromEntries(names.map((name) => [name, { ...settings[name], enabled }]));
  return { ...settings, ...blocks };
}

/** Declares all that the settings ask for, each section with what those before it handed over. */
export function declareSections(context: Omit<DeclareContext, "handles">): Handles {
  let handles: Handles = {};
  for (const section of enabledSections(context.settings)) {
    handles = Object.assign({}, handles, section.declare({ ...context, handles }));
  }
  return handles;
}

export type { Deviation, Section, SettingProblem } from "./section.ts";
export type { Settings } from "./settings.ts";
