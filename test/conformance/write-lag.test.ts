import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Props } from "../../src/engine/resource.ts";
import { type Account, bringUp, changeTo, openAccount, openFaultyAccount } from "./ground.ts";
import { samples } from "./samples/index.ts";
import { changeProp, deletion, differing, stand } from "./standing.ts";

/** Shorter than AWS's parts are known to disagree, so that whoever gives up before a minute is seen. */
const LAG_MILLISECONDS = 60_000;

/** At this speed all that was made at the highest speed is as if it had been made at once. */
const SLOW = 240;

const rows = samples.map((sample) => [sample.type.name, sample] as const);

let account: Account;

beforeEach(() => {
  account = openFaultyAccount({ writeLagMs: LAG_MILLISECONDS });
});

afterEach(() => account.close());

describe("where changes do not find for a minute what was just made", () => {
  it.each(rows)("%s is made all the same, with the props that its create cannot set", async (_, sample) => {
    const { type, props, observed } = await stand(account, sample);
    expect(differing(type, props, observed)).toEqual([]);
  });

  it.each(rows)("%s is made all the same on what an earlier run made a moment before", async (_, sample) => {
    const fast = openAccount();
    try {
      const props = await sample.props(fast.ground);
      const { aws } = fast.reopen({ writeLagMs: LAG_MILLISECONDS }, SLOW);
      await fast.ground.noteTo(aws);
      const observed = await bringUp(aws, sample.type, props);
      expect(differing(sample.type, props, observed)).toEqual([]);
    } finally {
      fast.close();
    }
  });

  it.each(rows.filter(([, { type }]) => "tags" in type.compare))(
    "%s is changed in the moment in which it stands",
    async (_, sample) => {
      const standing = await stand(account, sample);
      const tags = { ...(standing.props.tags as object), team: "shop" };
      const seen = await changeProp(standing, changeTo<Props>("tags", tags));
      expect(seen.tags).toMatchObject({ team: "shop" });
    },
  );

  it.each(rows)("%s is deleted in the moment in which it stands, and is gone", async (_, sample) => {
    const { type, observed } = await stand(account, sample);
    const context = deletion(account, type.snapshotName === undefined ? undefined : "final");
    for (let count = 0; count < 30; count++) {
      await type.delete(account.aws, observed.id, context);
      if ((await type.get(account.aws, observed.id))?.condition !== "standing") break;
      await account.aws.clock.sleep(10);
    }
    await type.gone(account.aws, observed.id, context);
    expect(await type.get(account.aws, observed.id)).toBeUndefined();
  });
});
