import type { Account, Row } from "../stack.ts";
import {
  asIdentity,
  type Mutations,
  type RowChange,
  retag,
  set,
  setId,
  tagged,
  taggedRow,
  within,
} from "./change.ts";

const ROLE = "iam.role";
const POLICY = "iam.policy";
const PROFILE = "iam.instance-profile";
const PLACE = "iam.instance-profile-role";
const ATTACHMENT = "iam.policy-attachment";

/** A name is part of what IAM knows a thing by, and of its ARN. */
const rename =
  (table: string, byArn = false): RowChange =>
  (row, account) => {
    const { name, arn } = row as Row & { name: string; arn?: string };
    row.name = "Renamed";
    if (arn !== undefined) row.arn = arn.replace(name, "Renamed");
    setId(byArn ? row.id.replace(name, "Renamed") : "renamed", table)(row, account);
  };

const otherDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

const trustOther = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Another role, with what is attached to ours. */
const moveAttachments: RowChange = (row, account) => {
  addRole(account, { ...row, attached: [...(row.attached as string[])] });
  row.attached = [];
};

/** Somebody else's role, made from ours. */
function addRole(account: Account, like: Row): void {
  const key = Object.keys(account.tables).find((name) => name.endsWith("IAM/role")) ?? "";
  const other = {
    ...like,
    id: "other",
    name: "Other",
    arn: "arn:aws:iam::314159265358:role/Other",
    tags: {},
  };
  account.tables[key] = { ...account.tables[key], other };
}

/** IAM's rows, by type and prop. */
export const IAM: Readonly<Record<string, Mutations>> = {
  "iam/role": {
    ...tagged(ROLE, {
      description: set("description", "something else"),
      trustPolicy: set("trustPolicy", trustOther),
      tags: retag,
    }),
    name: asIdentity(within(ROLE, ROLE, rename("IAM/role"))),
  },
  "iam/policy": {
    ...tagged(POLICY, {
      document: (row) => {
        row.versions = [
          ...(row.versions as object[]),
          { id: "v2", createdAt: row.createdAt, document: otherDocument },
        ];
        Object.assign(row, { defaultVersion: "v2", made: 2 });
      },
      tags: retag,
    }),
    name: asIdentity(within(POLICY, POLICY, rename("IAM/policy", true))),
  },
  "iam/instance-profile": {
    ...tagged(PROFILE, { tags: retag }),
    name: asIdentity(within(PROFILE, PROFILE, rename("IAM/instance-profile"))),
  },
  "iam/instance-profile-role": {
    instanceProfileName: asIdentity(within(PROFILE, PLACE, set("roles", []))),
    roleName: asIdentity(
      within(PROFILE, PLACE, (row, account) => {
        addRole(account, taggedRow(account, ROLE));
        row.roles = ["other"];
      }),
    ),
  },
  "iam/role-policy-attachment": {
    roleName: asIdentity(within(ROLE, ATTACHMENT, moveAttachments)),
    policyArn: asIdentity(
      within(ROLE, ATTACHMENT, (row) => {
        const arns = row.attached as string[];
        row.attached = [
          ...arns.filter((arn) => arn.includes(":aws:policy/")),
          "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ];
      }),
    ),
  },
};
