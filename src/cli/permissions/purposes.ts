import type { ValueKind } from "../value-kind.ts";
import { isOn } from "../variables.ts";

/** What a person may ask policies for; `all` is everything that the program can do. */
export const WISHES = ["plan", "verify", "change", "all"] as const;

/** One of the wishes, or one of several documents by its name. */
export type Wish = (typeof WISHES)[number] | `${(typeof WISHES)[number]}-${number}`;

const NAMED = /^(plan|verify|change)-[1-9]\d?$/;

/** What `--policy` takes; words that switch a flag on or off stand for all and for nothing. */
export const wishKind: ValueKind = {
  choices: WISHES,
  read: (text) => {
    if (WISHES.some((wish) => wish === text) || NAMED.test(text)) return text;
    return text === "" ? undefined : isOn(text);
  },
  tell: () => `Allowed choices are ${WISHES.join(", ")}, or the name of one document, such as change-1.`,
};
