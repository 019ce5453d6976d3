import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { createSkewMeter } from "../../src/aws/clock-skew.ts";
import type { Reply } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

const caller = (headers: Record<string, string> = {}): Reply => ({
  status: 200,
  headers,
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>
    <Arn>arn:aws:iam::123456789012:user/ada</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});

async function measured(answer: Reply): Promise<number | undefined> {
  const aws = await serve(answer);
  const meter = createSkewMeter(() => NOW);
  const { safe } = createClients(toOptions(aws, { plugins: [meter.plugin] }));
  await safe.sts.send(new GetCallerIdentityCommand({}));
  return meter.seconds();
}

const told = (secondsLater: number): Reply =>
  caller({ date: new Date(NOW + secondsLater * 1000).toUTCString() });

describe("the skew of this machine's clock", () => {
  it.each([
    [-420, 420],
    [90, -90],
    [0, 0],
  ])("where AWS's clock is %d s later is %d s", async (later, skew) => {
    expect(await measured(told(later))).toBe(skew);
  });

  it("is unknown where an answer tells no time that can be read", async () => {
    expect(await measured(caller({ date: "soon" }))).toBeUndefined();
  });
});
