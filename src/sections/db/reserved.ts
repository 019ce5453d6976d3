/** PostgreSQL's reserved key words. Source: PostgreSQL documentation, "SQL Key Words", versions 13 to 17. */
const KEY_WORDS =
  "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with";

/**
 * Roles that exist on every instance or stand for something else. `postgres` is none of them: RDS's console proposes it.
 * Source: RDS User Guide, "Understanding PostgreSQL roles and permissions"; PostgreSQL documentation, CREATE ROLE.
 */
const ROLES =
  "admin none public replication rds_ad rds_extension rds_iam rds_password rds_replication rds_reserved rds_superuser rdsadmin rdsrepladmin rdstopmgr";

/** Databases that exist already, and the names that CreateDBInstance refuses as reserved. */
const DATABASES = "admin database db rdsadmin template0 template1";

const usernames = new Set(`${KEY_WORDS} ${ROLES}`.split(" "));
const databases = new Set(`${KEY_WORDS} ${DATABASES}`.split(" "));

/** Whether RDS refuses an administrator of this name; PostgreSQL keeps all that begins with `pg_`. */
export function isReservedUsername(name: string): boolean {
  const lower = name.toLowerCase();
  return usernames.has(lower) || lower.startsWith("pg_");
}

/** Whether RDS refuses a database of this name. */
export const isReservedDatabase = (name: string): boolean => databases.has(name.toLowerCase());
