import { secret } from "../../../src/resources/secrets-manager/secret.ts";
import { tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

/** The samples of Secrets Manager. */
export const secretsManagerSamples: readonly Sample[] = [
  sampleOf(secret, {
    absentId: "arn:aws:secretsmanager:us-east-1:314159265358:secret:flashsale/absent-AbCdEf",
    props: () =>
      Promise.resolve({
        name: "flashsale/db-password",
        description: "Password of the Flash Sale database administrator",
        alphabet: { characters: "abcdefghijkmnopqrstuvwxyz23456789", length: 40 },
        tags: tagsFor(),
      }),
    changes: () => Promise.resolve({ description: "Password of somebody" }),
  }),
];
