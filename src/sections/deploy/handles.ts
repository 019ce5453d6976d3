import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";

/** What the deployment hands to the sections after it. */
export interface DeployHandles {
  readonly launchTemplateId: Ref<string>;
  /** Number of the template's default version. */
  readonly launchTemplateVersion: Ref<number>;
  /** Where images are pushed to and pulled from, without a tag. */
  readonly repositoryUri: Ref<string>;
  /** Whether the repository holds the image that instances are to run, as of this run's look. */
  readonly imageReady: boolean;
  /** What must stand before an instance can do its work. */
  readonly before: readonly Handle<unknown>[];
}
