import { arns, type Grant, globalArns, of, type PolicyPlace } from "../place.ts";

const area = "Watch";

/** Alarms, mails, the budget and the trail with its bucket: all are bound to their names. */
export const watchGrants = (place: PolicyPlace): Grant[] => [
  ...alarmGrants(place),
  ...moneyGrants(place),
  ...trailGrants(place),
];

function alarmGrants(place: PolicyPlace): Grant[] {
  const { name, displayName } = place.settings;
  const on = [
    ...arns(place, "cloudwatch", `alarm:${name}-*`),
    ...globalArns(place, "cloudwatch", `dashboard/${displayName}Dashboard`),
  ];
  const keeping = ["DeleteAlarms", "DeleteDashboards", "PutDashboard", "PutMetricAlarm"];
  const topic = ["CreateTopic", "DeleteTopic", "Subscribe", "TagResource", "Unsubscribe", "UntagResource"];
  return [
    { area, actions: of("cloudwatch", [...keeping, "TagResource", "UntagResource"]), on },
    { area, actions: of("sns", topic), on: arns(place, "sns", `${name}-alarms`) },
  ];
}

const moneyGrants = (place: PolicyPlace): Grant[] => [
  {
    area,
    actions: of("budgets", ["ModifyBudget", "TagResource", "UntagResource"]),
    on: globalArns(place, "budgets", `budget/${place.settings.displayName}Budget`),
  },
];

function trailGrants(place: PolicyPlace): Grant[] {
  const { partition, account, region, settings } = place;
  const bucket = `arn:${partition}:s3:::${settings.name}-trail-${account}-${region}`;
  const trail = [
    ...["AddTags", "CreateTrail", "DeleteTrail", "RemoveTags", "StartLogging", "StopLogging", "UpdateTrail"],
  ];
  const onBucket = [
    ...["CreateBucket", "DeleteBucket", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketTagging"],
    ...["PutLifecycleConfiguration", "TagResource"],
  ];
  return [
    { area, actions: of("cloudtrail", trail), on: arns(place, "cloudtrail", `trail/${settings.name}-trail`) },
    { area, actions: of("s3", onBucket), on: [bucket] },
    { area, actions: of("s3", ["DeleteObject", "DeleteObjectVersion"]), on: [`${bucket}/*`] },
  ];
}
