import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  type PolicyVersion,
  paginateListPolicyVersions,
} from "@aws-sdk/client-iam";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";
import { isSatisfied } from "../../engine/compare.ts";
import type { Watch } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { collect, ignoreAbsent } from "../type.ts";
import { untilUncontested } from "./lag.ts";
import { type PolicyDocument, toDocumentText } from "./policy-document.ts";

/** Versions of a managed policy that IAM keeps at most. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MOST_VERSIONS = 5;
/** How often one version is sent whose end nobody saw. */
const SENDS = 3;
/** Seconds within which a read shows a version that was made. */
const VISIBLE_SECONDS = 120;
const LOOK_SECONDS = 5;
/** Seconds for which a version that was deleted may still be counted. */
const SETTLE_SECONDS = 120;

/** A document that is to be the default version of a policy. */
export interface NewVersion {
  readonly arn: string;
  readonly document: PolicyDocument;
  /** What the policy's default version says now. */
  read(): Promise<PolicyDocument | undefined>;
}

/**
 * Makes a document the default version of a policy. Each send makes one more, so that an end which nobody saw is looked into
 * before it is repeated; one version too many would do no harm.
 */
export async function addVersion(aws: Aws, version: NewVersion, watch: Watch): Promise<void> {
  for (let send = 1; ; send++) {
    const unseen = await endUnseen(() => sendVersion(aws, version, watch));
    if (unseen === undefined || (await isShown(version, watch))) return;
    if (send >= SENDS) throw unseen;
  }
}

/** Makes room before each send, since what a lagging list omits may take the place. */
async function sendVersion(aws: Aws, { arn, document }: NewVersion, watch: Watch): Promise<void> {
  const command = new CreatePolicyVersionCommand({
    PolicyArn: arn,
    PolicyDocument: toDocumentText(document),
    SetAsDefault: true,
  });
  const send = async (): Promise<void> => {
    await makeRoom(aws, arn, watch);
    await untilUncontested(() => aws.once.iam.send(command), watch);
  };
  // "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."
  const isFull = (error: unknown): boolean =>
    hasName(error, ["LimitExceeded"]) && /version/i.test(errorMessage(error));
  await untilSettled(send, { isLag: isFull, budgetSeconds: SETTLE_SECONDS }, watch);
}

/** Deletes the oldest versions but the default one until another finds room. */
async function makeRoom(aws: Aws, arn: string, watch: Watch): Promise<void> {
  const versions = await listVersions(aws, arn);
  const tooMany = versions.length - MOST_VERSIONS + 1;
  const removable = versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true);
  if (tooMany > 0) await removeAll(aws, arn, removable.slice(0, tooMany), watch);
}

/** Deletes all versions but the default one, which goes with the policy. */
export async function removeVersions(aws: Aws, arn: string, watch: Watch): Promise<void> {
  const versions = await listVersions(aws, arn);
  const others = versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true);
  await removeAll(aws, arn, others, watch);
}

async function removeAll(
  aws: Aws,
  arn: string,
  versions: readonly PolicyVersion[],
  watch: Watch,
): Promise<void> {
  // One after the other: IAM refuses two changes of one policy at the same time.
  for (const { VersionId } of versions) {
    const command = new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId });
    await ignoreAbsent(() => untilUncontested(() => aws.safe.iam.send(command), watch));
  }
}

/** The versions of a policy, oldest first. */
async function listVersions(aws: Aws, arn: string): Promise<PolicyVersion[]> {
  const pages = paginateListPolicyVersions({ client: aws.safe.iam }, { PolicyArn: arn });
  const versions = await collect(pages, (page) => page.Versions);
  return versions.sort((a, b) => numberOf(a) - numberOf(b));
}

/** `v12` is younger than `v9`. Source: IAM User Guide, "Versioning IAM policies". */
const numberOf = ({ VersionId = "v0" }: PolicyVersion): number => Number(VersionId.slice(1));

async function endUnseen(call: () => Promise<unknown>): Promise<AmbiguousEnd | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof AmbiguousEnd) return error;
    throw error;
  }
}

/** Whether a read shows the document within the time in which it must, if the version was made. */
async function isShown({ document, read }: NewVersion, watch: Watch): Promise<boolean> {
  const sent = watch.clock.now();
  for (;;) {
    if (isSatisfied("json", document, await read())) return true;
    if (watch.clock.secondsSince(sent) >= VISIBLE_SECONDS) return false;
    await watch.clock.sleep(LOOK_SECONDS, watch.signal);
  }
}
