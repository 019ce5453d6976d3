import { ec2 } from "./ec2/index.ts";
import type { SandboxService } from "./service.ts";

/** Every service that the sandbox knows; a new one is a folder and a line here. */
export const services: readonly SandboxService[] = [ec2];
