import { z } from "zod";
import { needsOf } from "../sections/about.ts";
import { BESIDE_OTHERS } from "../sections/cross-check.ts";
import { type Settings, sections } from "../sections/index.ts";
import { REGION, REGION_WORDS } from "./region.ts";

const NAME = /^(?=.{2,20}$)[a-z](?:-?[a-z0-9])+$/;

/** `FlashSale` for `flashsale`, else the parts of the name capitalised. */
export function defaultDisplayName(name: string): string {
  if (name === "flashsale") return "FlashSale";
  return name
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}

const OUR_KEYS = ["flashsale-setup:stack", "flashsale-setup:address", "flashsale-setup:lineage"];

/**
 * Keys that a role cannot tell apart: IAM compares the keys of its tags without case. Source: IAM User Guide, "Tags for IAM
 * resources", "Case sensitivity".
 */
function sameKeys(keys: readonly string[]): { path: string[]; message: string; input: string }[] {
  return keys.flatMap((key, index) => {
    const before = ["Name", ...OUR_KEYS, ...keys.slice(0, index)];
    const same = before.find((other) => other.toLowerCase() === key.toLowerCase());
    const message = `a key that differs from ${same} by more than its case, which the tags of a role do not have`;
    return same === undefined || same === key ? [] : [{ path: [key], message, input: key }];
  });
}

const tags = z
  .record(
    z
      .string()
      .regex(
        /^(?!([Aa][Ww][Ss]|[Rr][Dd][Ss]|flashsale-setup):|Name$)[\w .:/=+@-]{1,128}$/,
        "1 to 128 letters, digits, spaces and . : / = + @ _ -, not Name (which every resource has), not beginning with aws:, rds: or flashsale-setup:",
      ),
    z.string().regex(/^[\w .:/=+@-]{0,256}$/, "0 to 256 letters, digits, spaces and . : / = + @ _ -"),
  )
  .refine((all) => Object.keys(all).length <= 40, "at most 40 tags")
  .superRefine((all, context) => {
    for (const problem of sameKeys(Object.keys(all))) context.addIssue({ code: "custom", ...problem });
  })
  .default({})
  .describe("Tags on everything that can carry them.");

const head = {
  name: z
    .string()
    .regex(NAME, "2 to 20 lower-case letters, digits and single hyphens, a letter first, no hyphen last")
    .default("flashsale")
    .describe("Prefix of every resource name; several stacks live side by side under different names."),
  displayName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{1,39}$/, "2 to 40 letters and digits, a letter first")
    .optional()
    .describe("Prefix of account-wide names: role, policy, dashboard, metric namespace."),
  account: z
    .string({ error: "twelve digits in quotes" })
    .regex(/^\d{12}$/, "twelve digits in quotes")
    .optional()
    .describe("The only account that this file may be applied to."),
  region: z.string().regex(REGION, REGION_WORDS).default("us-east-1").describe("AWS region."),
  tags,
  limits: z
    .strictObject({
      monthlyUsd: z
        .number({ error: "a number of USD, 0 or more" })
        .min(0, "a number of USD, 0 or more")
        .optional()
        .describe("A plan above this many USD a month needs a yes, or --accept-cost."),
    })
    .default({})
    .describe("What a plan may not exceed unasked."),
};

const blocks = Object.fromEntries(sections.map(({ name, schema }) => [name, schema.prefault({})]));

/** The whole settings file. */
export const settingsSchema = z
  .strictObject({ ...head, ...blocks })
  .superRefine((parsed, context) => {
    for (const [key, need] of sectionsWithoutNeeds(parsed))
      context.addIssue({
        code: "custom",
        path: [key, "enabled"],
        message: `false where ${need}.enabled is false: it cannot be without ${need}`,
        input: true,
      });
  }, BESIDE_OTHERS)
  .transform((parsed) => {
    const settings = parsed as unknown as Omit<Settings, "displayName"> & { displayName?: string };
    return {
      ...settings,
      displayName: settings.displayName ?? defaultDisplayName(settings.name),
    } as Settings;
  });

/** The sections that ask to be made without one that they cannot be without. */
function sectionsWithoutNeeds(parsed: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  const enabled = (key: string): unknown => (parsed[key] as { enabled?: unknown } | undefined)?.enabled;
  return sections
    .filter(({ name }) => enabled(name) === true)
    .flatMap((section) =>
      needsOf(section)
        .filter((need) => enabled(need) === false)
        .slice(0, 1)
        .map((need) => [section.name, need] as const),
    );
}

/** The settings when no file says anything: the guide's values. */
export const defaultSettings = (): Settings => settingsSchema.parse({});

/** JSON Schema of the settings file, for editors. */
export const settingsJsonSchema = (): object =>
  z.toJSONSchema(z.strictObject({ ...head, ...blocks }), { io: "input", unrepresentable: "any" });
