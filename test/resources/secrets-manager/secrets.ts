import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Clock } from "../../../src/engine/ports.ts";
import type { SecretProps } from "../../../src/resources/secrets-manager/secret.ts";
import { mockAws, refusal } from "../rds/mocked-aws.ts";

export const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-AbCdEf";
export const props: SecretProps = {
  name: "flashsale/db",
  description: "Password of the database",
  alphabet: { characters: "abc", length: 400 },
  tags: { Name: "flashsale/db" },
};
export const told = {
  ARN,
  Name: "flashsale/db",
  Description: "Password of the database",
  Tags: [{ Key: "Name", Value: "flashsale/db" }],
};
export const absent = refusal("ResourceNotFoundException");

const NOW = Date.UTC(2026, 10, 22, 12);
export const DAY = 24 * 60 * 60 * 1000;
/** A clock that stands still, at the speed of life. */
export const still: Clock = {
  now: () => NOW,
  secondsSince: (instant) => (NOW - instant) / 1000,
  toRealSeconds: (seconds) => seconds,
  sleep: () => Promise.resolve(),
};
export const atDay = (days: number): Date => new Date(NOW + days * DAY);

export type Mocked = ReturnType<typeof mockAws>;

export function standing(): Mocked {
  const mocked = mockAws();
  mocked.secrets.safe.on(DescribeSecretCommand).resolves(told);
  return mocked;
}

/** A secret that Secrets Manager is to delete. */
export function leaving(mocked: Mocked = mockAws(), DeletedDate = new Date(Date.now() + 7 * DAY)): Mocked {
  mocked.secrets.safe.on(DescribeSecretCommand).resolves({ ...told, DeletedDate });
  return mocked;
}
