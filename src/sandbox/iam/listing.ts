import type { Account } from "../account.ts";
import type { ListedResource } from "../service.ts";
import { instanceProfiles, policies, roles } from "./tables.ts";

const NO_TAGS = { service: "IAM", name: null, tags: {} };

/** Lists roles, managed policies of the account's own and instance profiles, each by its ARN. */
export function listObjects(account: Account): readonly ListedResource[] {
  return [
    ...account
      .table(roles)
      .all()
      .map((row) => ({ ...row, id: row.arn, type: "role" })),
    ...account
      .table(policies)
      .all()
      .map((row) => ({ ...row, type: "policy" })),
    ...account
      .table(instanceProfiles)
      .all()
      .map((row) => ({ ...row, id: row.arn, type: "instance-profile" })),
  ].map(({ type, id, name, tags = {} }) => ({ service: "IAM", type, id, name, tags }));
}

/** Lists what ties them together, by both ends: attached policies, and the roles in instance profiles. */
export function listTies(account: Account): readonly ListedResource[] {
  const table = account.table(roles);
  const attachments = table
    .all()
    .flatMap(({ arn, attached }) => attached.map((policy) => `${arn}|${policy}`))
    .map((id) => ({ ...NO_TAGS, type: "role-policy-attachment", id }));
  const places = account
    .table(instanceProfiles)
    .all()
    .flatMap(({ arn, roles: inside }) => inside.map((role) => `${arn}|${table.find(role)?.arn ?? role}`))
    .map((id) => ({ ...NO_TAGS, type: "instance-profile-role", id }));
  return [...attachments, ...places];
}
