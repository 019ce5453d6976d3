import type { DeclareContext } from "../section.ts";
import type { Value } from "./user-data.ts";

type Variables = Readonly<Record<string, Value>>;

/** What the application is told that is no secret: of each data store only what the stack has. */
export function environmentOf({ settings, handles, region }: DeclareContext): Variables {
  const { db, cache, kafka } = handles;
  return {
    AWS_REGION: region,
    SPRING_PROFILES_ACTIVE: "prod",
    METRIC_NAMESPACE: settings.displayName,
    // Lets /actuator/health/readiness tell of the instance alone. Source: Spring Boot reference, "Kubernetes Probes".
    MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true",
    ...(db === undefined
      ? {}
      : {
          DB_HOST: db.endpoint,
          DB_PORT: db.port,
          DB_NAME: settings.db.databaseName,
          DB_USERNAME: settings.db.username,
        }),
    ...(cache === undefined ? {} : { REDIS_HOST: cache.endpoint, REDIS_PORT: cache.port }),
    ...(kafka === undefined ? {} : { KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers }),
  };
}

/** The secrets whose text the application is told, by the variable that it is told in. */
export const secretsOf = ({ handles: { db, cache } }: DeclareContext): Variables => ({
  ...(db === undefined ? {} : { DB_PASSWORD: db.secretArn }),
  ...(cache === undefined ? {} : { REDIS_PASSWORD: cache.secretArn }),
});
