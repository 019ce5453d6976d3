import type { Advice } from "../ui/summary-view.ts";

/** What to do after something was set up: all of it, or one section. */
export function afterUp(section?: string): readonly Advice[] {
  const what = section === undefined ? "" : ` ${section}`;
  return [
    { text: "What stands now:", command: "flashsale-setup status" },
    {
      text: section === undefined ? "To remove all of it:" : `To remove ${section} and what needs it:`,
      command: `flashsale-setup destroy${what}`,
    },
  ];
}

/** What to do after everything was taken down, or some sections, which the settings then have switched off. */
export function afterDestroy(sections: readonly string[]): readonly Advice[] {
  if (sections.length === 0) return [{ text: "To build it again:", command: "flashsale-setup up" }];
  const keys = sections.map((name) => `${name}.enabled: true`).join(", ");
  const [first = ""] = sections;
  return [
    { text: `To build it again, set ${keys} in the settings, then:`, command: `flashsale-setup ${first}` },
  ];
}
