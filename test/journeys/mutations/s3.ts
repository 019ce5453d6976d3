import { asIdentity, type Mutations, retag, set, setId, tagged, within } from "./change.ts";

const BUCKET = "security.bucket";

const RULE = {
  ID: "flashsale-setup-expire",
  Status: "Enabled",
  Filter: { Prefix: "" },
  Expiration: { Days: 1 },
};

/** S3's rows, by type and prop. */
export const S3: Readonly<Record<string, Mutations>> = {
  "s3/bucket": {
    ...tagged(BUCKET, {
      blockPublicAccess: set("publicAccessBlock", { BlockPublicAcls: true }),
      policy: (row) => {
        delete row.policy;
      },
      expireDays: set("lifecycleRules", [RULE]),
      tags: retag,
    }),
    name: asIdentity(within(BUCKET, BUCKET, setId("renamed-bucket", "S3/bucket"))),
  },
};
