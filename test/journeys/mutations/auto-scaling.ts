import { type Account, type Row, rowOf } from "../stack.ts";
import {
  asIdentity,
  type Mutation,
  type Mutations,
  retag,
  set,
  setId,
  shorten,
  tagged,
  within,
} from "./change.ts";

const GROUP = "scale.group";

/** Changes the policy that steps up; policies have no tags by which they could be found. */
const onPolicy = (change: (row: Row, account: Account) => void): Mutation => ({
  address: "scale.policy.up",
  mutate: (account) =>
    change(
      rowOf(account, "AutoScaling/scaling-policy", ({ name }) => name === "scale-up"),
      account,
    ),
});

const settings =
  (changes: Readonly<Record<string, unknown>>) =>
  (row: Row): void => {
    row.settings = { ...(row.settings as object), ...changes };
  };

/** Auto Scaling's rows; those of a group are under the sandbox's own names. */
export const AUTO_SCALING: Readonly<Record<string, Mutations>> = {
  "auto-scaling/group": {
    ...tagged(GROUP, {
      launchTemplateId: (row) => {
        row.template = { ...(row.template as object), id: "lt-0123456789abcdef0" };
      },
      launchTemplateVersion: (row) => {
        row.template = { ...(row.template as object), version: "$Latest" };
      },
      min: set("min", 2),
      max: set("max", 9),
      subnetIds: shorten("subnetIds"),
      targetGroupArns: set("targetGroups", []),
      healthCheckType: set("healthCheckType", "EC2"),
      healthCheckGraceSeconds: set("graceSeconds", 10),
      replacesUnhealthy: set("suspended", { ReplaceUnhealthy: 1 }),
      tags: retag,
    }),
    name: asIdentity(within(GROUP, GROUP, setId("renamed", "AutoScaling/group"))),
  },
  "auto-scaling/scaling-policy": {
    groupName: asIdentity(
      onPolicy((row) => {
        row.group = "other";
        settings({ AutoScalingGroupName: "other" })(row);
      }),
    ),
    name: asIdentity(
      onPolicy((row) => {
        row.name = "renamed";
        settings({ PolicyName: "renamed" })(row);
      }),
    ),
    rule: onPolicy(settings({ ScalingAdjustment: 7 })),
  },
};
