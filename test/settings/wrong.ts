import { settingsSchema } from "../../src/settings/schema.ts";

/** What is wrong with settings: messages by the dotted path of the key. */
export function wrong(text: object): Record<string, string> {
  const { error } = settingsSchema.safeParse(text);
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join("."), message]));
}
