import { z } from "zod";
import { type Settings, sections } from "../sections/index.ts";

const NAME = /^[a-z](?:-?[a-z0-9]){1,19}$/;

/** `FlashSale` for `flashsale`, else the parts of the name capitalised. */
export function defaultDisplayName(name: string): string {
  if (name === "flashsale") return "FlashSale";
  return name
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}

const tags = z
  .record(
    z
      .string()
      .regex(
        /^(?!aws:|flashsale-setup:)[\w .:/=+@-]{1,128}$/,
        "1 to 128 letters, digits, spaces and . : / = + @ _ -, not beginning with aws: or flashsale-setup:",
      ),
    z.string().regex(/^[\w .:/=+@-]{0,256}$/, "0 to 256 letters, digits, spaces and . : / = + @ _ -"),
  )
  .refine((all) => Object.keys(all).length <= 40, "at most 40 tags")
  .default({})
  .describe("Tags on everything that can carry them.");

const head = {
  name: z
    .string()
    .regex(NAME, "2 to 20 lower-case letters, digits and single hyphens, a letter first, no hyphen last")
    .max(20, "2 to 20 characters")
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
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1")
    .default("us-east-1")
    .describe("AWS region."),
  tags,
  limits: z
    .strictObject({
      monthlyUsd: z
        .number()
        .min(0, "0 or more")
        .optional()
        .describe("A plan above this many USD a month needs a yes, or --accept-cost."),
    })
    .default({})
    .describe("What a plan may not exceed unasked."),
};

const blocks = Object.fromEntries(sections.map(({ name, schema }) => [name, schema.prefault({})]));

/** The whole settings file. */
export const settingsSchema = z.strictObject({ ...head, ...blocks }).transform((parsed) => {
  const settings = parsed as unknown as Settings & { displayName?: string };
  return { ...settings, displayName: settings.displayName ?? defaultDisplayName(settings.name) } as Settings;
});

/** The settings when no file says anything: the guide's values. */
export const defaultSettings = (): Settings => settingsSchema.parse({});

/** JSON Schema of the settings file, for editors. */
export const settingsJsonSchema = (): object =>
  z.toJSONSchema(z.strictObject({ ...head, ...blocks }), { io: "input", unrepresentable: "any" });
