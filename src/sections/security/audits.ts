import { findTrails } from "../../resources/cloudtrail/trails.ts";
import { findSecretAge } from "../../resources/secrets-manager/secret-age.ts";
import type { AuditSpec } from "../audit.ts";

/** Days after which a password counts as old: what AWS Security Hub's control SecretsManager.4 takes for too old. */
const OLD_DAYS = 90;

/** Whether some trail of the account, ours or another, writes down who did what in this region. */
const trailAudit: AuditSpec = {
  name: "CloudTrail",
  practice: "logging",
  async check({ env }) {
    const trails = await findTrails(env);
    const logging = trails.filter(({ isLogging }) => isLogging).map(({ name }) => name);
    if (logging.length > 0)
      return { state: "ok", detail: `${logging.join(", ")} records calls in this region` };
    const silent = trails.map(({ name }) => name);
    return {
      state: "problem",
      detail:
        silent.length === 0
          ? "no trail records who does what in this region"
          : `no trail records calls in this region: ${silent.join(", ")} is switched off`,
      fix: ["flashsale-setup security trail"],
    };
  },
};

/** Whether the secrets were changed lately. */
const secretAudit: AuditSpec = {
  name: "secrets",
  practice: "rotation",
  async check({ env, all }) {
    const standing = all("secrets-manager/secret").filter(({ condition }) => condition === "standing");
    if (standing.length === 0) return undefined;
    const aged = await Promise.all(
      standing.map(async ({ id, name = id }) => ({ name, days: await findSecretAge(env, id) })),
    );
    const old = aged.filter(({ days }) => days !== undefined && days > OLD_DAYS);
    if (old.length === 0) return { state: "ok", detail: `each younger than ${OLD_DAYS} days` };
    return {
      state: "warning",
      detail: old.map(({ name, days }) => `${name} is ${days} days old`).join("; "),
      cause:
        "No command of this program changes them; the service and its secret change together, in AWS's console or CLI.",
    };
  },
};

/** What the guide's practices ask of the account. */
export const securityAudits: readonly AuditSpec[] = [secretAudit, trailAudit];
