import type { Aws, Clients } from "../../src/aws/env.ts";
import type { ControlContext } from "../../src/sections/verification.ts";
import { createFastClock } from "../aws/clocks.ts";
import { settingsOf } from "./declared.ts";

/** Where the clients of these tests would call. */
export const REGION = { region: "us-east-1" };

/** An environment of these clients alone: a control only reads. */
export const awsOf = (safe: Partial<Clients>): Aws => ({
  safe: safe as Clients,
  once: {} as Clients,
  account: "123456789012",
  partition: "aws",
  clock: createFastClock(100_000),
  ...REGION,
});

/** What a check of the account is told. */
export const controlContext = (env: Aws, settings: object = {}): ControlContext => ({
  env,
  settings: settingsOf(settings),
  known: () => undefined,
});
