import { ecrRepository } from "../../../src/resources/ecr/repository.ts";
import { tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

/** The samples of ECR. */
export const ecrSamples: readonly Sample[] = [
  sampleOf(ecrRepository, {
    absentId: "absent-app",
    props: () =>
      Promise.resolve({
        name: "flashsale-app",
        scanOnPush: true,
        tagsMove: true,
        keepImages: 30,
        keptTag: "latest",
        tags: tagsFor(),
      }),
    changes: () => Promise.resolve({ scanOnPush: false, tagsMove: false, keepImages: 5, keptTag: "stable" }),
  }),
];
