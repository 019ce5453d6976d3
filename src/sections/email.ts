import { z } from "zod";

const isUnique = (list: readonly string[]): boolean =>
  new Set(list.map((one) => one.toLowerCase())).size === list.length;

/** A list of e-mail addresses, each once; at most as many as the service takes. */
export const emails = (most: number) =>
  z
    .array(
      z
        .string()
        .regex(/^[^\s@,|]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, "an e-mail address")
        .max(254, "an e-mail address"),
      { error: "a list of e-mail addresses" },
    )
    .max(most, `at most ${most} addresses`)
    .refine(isUnique, "each address once");
