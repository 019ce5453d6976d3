import { createHash } from "node:crypto";
import {
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
} from "@aws-sdk/client-ec2";
import type { Pace } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { canonicalText } from "../../engine/compare.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { fromResponse, type LaunchTemplateData, toRequest } from "./launch-template-data.ts";
import { untilProfileKnown } from "./profile-lag.ts";

/** A template that is to have other data. */
export interface Move {
  readonly id: string;
  /** Number of the newest version that a read has shown. */
  readonly latest: number;
  readonly data: LaunchTemplateData;
}

/**
 * Makes a version with this data and makes it the default. A version that an interrupted run left without becoming the default
 * is taken instead of a second one like it.
 */
export async function moveToVersion(aws: Aws, move: Move, pace: Pace): Promise<void> {
  const number = (await findLeftVersion(aws, move)) ?? (await createVersion(aws, move, pace));
  const command = new ModifyLaunchTemplateCommand({
    LaunchTemplateId: move.id,
    DefaultVersion: String(number),
  });
  await untilProfileKnown(() => aws.safe.ec2.send(command), pace);
}

/** The newest version, if it has this data. */
async function findLeftVersion(aws: Aws, { id, data }: Move): Promise<number | undefined> {
  const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ["$Latest"] });
  const [newest] = (await aws.safe.ec2.send(command)).LaunchTemplateVersions ?? [];
  const found = fromResponse(newest?.LaunchTemplateData);
  const isSame = canonicalText(sorted(found)) === canonicalText(sorted(pick(data)));
  return isSame ? newest?.VersionNumber : undefined;
}

const sorted = (data: Partial<LaunchTemplateData>): Partial<LaunchTemplateData> => ({
  ...data,
  securityGroupIds: [...(data.securityGroupIds ?? [])].sort(),
});

/** The data without the name and the tags of the template itself. */
const pick = (data: LaunchTemplateData): Partial<LaunchTemplateData> =>
  fromResponse(toRequest(data) as never);

/**
 * The same data after the same version is the same request: its token follows from both, so that EC2 answers a repeat with the
 * version that it made first.
 */
async function createVersion(aws: Aws, { id, latest, data }: Move, pace: Pace): Promise<number> {
  const request = toRequest(data);
  const token = createHash("sha256")
    .update(canonicalText([id, latest, request]))
    .digest("hex")
    .slice(0, 40);
  const command = new CreateLaunchTemplateVersionCommand({
    ClientToken: token,
    LaunchTemplateId: id,
    LaunchTemplateData: request,
  });
  const { LaunchTemplateVersion: made } = await untilProfileKnown(() => aws.safe.ec2.send(command), pace);
  if (made?.VersionNumber !== undefined) return made.VersionNumber;
  throw new AmbiguousEnd(new Error("CreateLaunchTemplateVersion was answered without a number"));
}
