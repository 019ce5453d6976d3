import { asIdentity, type Mutations, retag, set, setId, tagged, within } from "./change.ts";

const TRAIL = "security.trail";
const RENAMED = "arn:aws:cloudtrail:us-east-1:314159265358:trail/renamed";

/** CloudTrail's rows, by type and prop. */
export const CLOUDTRAIL: Readonly<Record<string, Mutations>> = {
  "cloudtrail/trail": {
    ...tagged(TRAIL, {
      bucketName: set("bucketName", "other-bucket"),
      multiRegion: set("multiRegion", false),
      logFileValidation: set("logFileValidation", false),
      logging: set("logging", false),
      tags: retag,
    }),
    name: asIdentity(within(TRAIL, TRAIL, setId(RENAMED, "CloudTrail/trail"))),
  },
};
