import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../src/settings/schema.ts";
import { declared, settingsOf } from "../declared.ts";

const BUCKET = "flashsale-trail-123456789012-us-east-1";
const TRAIL_ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/flashsale-trail";

const security = (text: object = {}) => declared(settingsOf({ security: { enabled: true, ...text } }));

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: unknown;
  readonly Condition: object;
}

const statements = (): readonly Statement[] => {
  const policy = security().get("security.bucket")?.props.policy as { Statement: Statement[] } | undefined;
  return policy?.Statement ?? [];
};

describe("the trail", () => {
  it("records all regions into the bucket, with digests that show whether a record was changed", () => {
    expect(security().get("security.trail")).toMatchObject({
      type: "cloudtrail/trail",
      props: {
        name: "flashsale-trail",
        bucketName: "security.bucket#name",
        multiRegion: true,
        logFileValidation: true,
        logging: true,
      },
      needs: ["security.bucket"],
    });
  });

  it("keeps to this region where the settings say so", () => {
    expect(security({ multiRegion: false }).get("security.trail")?.props).toMatchObject({
      multiRegion: false,
    });
  });

  it("is declared only where it is asked for", () => {
    expect([...declared().keys()].filter((address) => address.startsWith("security."))).toEqual([]);
  });
});

describe("the trail's bucket", () => {
  it("has a name that no other account and region makes, is private, and forgets after 90 days", () => {
    expect(security().get("security.bucket")).toMatchObject({
      type: "s3/bucket",
      props: { name: BUCKET, blockPublicAccess: true, expireDays: 90 },
    });
    expect(security({ retentionDays: 7 }).get("security.bucket")?.props).toMatchObject({ expireDays: 7 });
  });

  it("lets CloudTrail write the records of this trail of this account, and nothing else", () => {
    const all = statements();
    expect(all.filter(({ Effect }) => Effect === "Allow")).toMatchObject([
      {
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: `arn:aws:s3:::${BUCKET}`,
        Condition: { StringEquals: { "aws:SourceArn": TRAIL_ARN } },
      },
      {
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${BUCKET}/AWSLogs/123456789012/*`,
        Condition: {
          StringEquals: { "aws:SourceArn": TRAIL_ARN, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
    ]);
  });

  it("refuses everybody who talks to it in clear text", () => {
    const all = statements();
    expect(all.filter(({ Effect }) => Effect === "Deny")).toMatchObject([
      {
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});

describe("the settings of the trail", () => {
  it.each([0, 3651, 1.5, "long"])("take no retention of %s days", (retentionDays) => {
    const parsed = settingsSchema.safeParse({ security: { retentionDays } });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual(["security.retentionDays"]);
  });
});
