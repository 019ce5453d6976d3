import { toDocker } from "./docker.ts";
import { toDotenv } from "./dotenv.ts";
import { toEcs } from "./ecs.ts";
import { toJson } from "./json.ts";
import { toK8s } from "./k8s.ts";
import { toPowershell } from "./powershell.ts";
import { toSh } from "./sh.ts";
import type { EnvFormat } from "./variable.ts";

/** Every way to write the application's variables, by the name that `--format` takes. */
export const ENV_FORMATS = {
  sh: toSh,
  dotenv: toDotenv,
  docker: toDocker,
  json: toJson,
  powershell: toPowershell,
  ecs: toEcs,
  k8s: toK8s,
} as const satisfies Readonly<Record<string, EnvFormat>>;

/** A name that `--format` takes. */
export type EnvFormatName = keyof typeof ENV_FORMATS;
