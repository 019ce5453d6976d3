import type { Settings } from "../settings.ts";

type Named = Pick<Settings, "name">;

/** Name of the load balancer. */
export const balancerName = ({ name }: Named): string => `${name}-alb`;

/** Name of the Auto Scaling group. */
export const groupName = ({ name }: Named): string => `${name}-asg`;

/** Name of the image's repository. */
export const repositoryName = ({ name }: Named): string => `${name}-app`;

/** Where the application says how it is. */
export const HEALTH_PATH = "/actuator/health";
