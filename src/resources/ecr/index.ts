import { ecrRepository } from "./repository.ts";

/** The resource types of ECR. */
export const ecrTypes = [ecrRepository] as const;
