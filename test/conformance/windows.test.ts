import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Observed, Props } from "../../src/engine/resource.ts";
import { type Account, changeTo, openAccount } from "./ground.ts";
import { propRows } from "./rows.ts";
import { ownOf, type Sample } from "./sample.ts";
import { changeProp, differing, stand } from "./standing.ts";

let account: Account;

beforeEach(() => {
  account = openAccount();
});

afterEach(() => account.close());

/** Changes a prop where everything that can wait for a maintenance window does; answers what AWS tells then. */
async function changeInWindow(
  sample: Sample,
  prop: string,
): Promise<{ seen: Observed; open: readonly string[] }> {
  const standing = await stand(account, sample);
  const { type, props } = standing;
  const { [prop]: to } = await sample.changes(account.ground, props);
  const seen = await changeProp(standing, changeTo<Props>(prop, to), "window");
  return { seen, open: ownOf(sample, prop, differing(type, { ...props, [prop]: to }, seen)) };
}

describe("a change that may wait for a maintenance window", () => {
  it.each(propRows(({ type }, prop) => type.outage?.includes(prop) === true))(
    "of %s leaves %s to the window, if there is one, without being asked for again",
    async (_, prop, sample) => {
      const { seen, open } = await changeInWindow(sample, prop);
      expect(prop in (seen.later ?? {})).toBe(sample.type.outageAtOnce !== true);
      expect(open).toEqual([]);
    },
  );

  it.each(propRows(({ type }, prop) => type.outage?.includes(prop) !== true))(
    "of %s changes %s at once, since that interrupts nothing",
    async (_, prop, sample) => {
      const { seen, open } = await changeInWindow(sample, prop);
      expect(seen.later ?? {}).not.toHaveProperty(prop);
      expect(open).toEqual([]);
    },
  );
});
