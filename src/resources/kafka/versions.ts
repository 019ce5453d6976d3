import { GetCompatibleKafkaVersionsCommand, paginateListKafkaVersions } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/** How a cluster keeps its metadata. */
export type KafkaMode = "kraft" | "zookeeper";

/** Which version is wanted: one by name, or the newest of a major line. */
export interface VersionWish {
  /** As MSK lists it, such as `3.9.x.kraft`. */
  readonly version?: string | undefined;
  /** Without it KRaft is taken where it is offered. */
  readonly mode?: KafkaMode | undefined;
  /** Major version, such as `3`. */
  readonly line: string;
}

const KRAFT = ".kraft";

/** The versions of Kafka that a new cluster can have. Source: MSK API reference, ListKafkaVersions. */
export async function findKafkaVersions(aws: Aws): Promise<string[]> {
  const pages = paginateListKafkaVersions({ client: aws.safe.kafka }, {});
  const versions = await collect(pages, (page) => page.KafkaVersions);
  return versions.flatMap(({ Version, Status }) => (Status === "ACTIVE" ? (Version ?? []) : []));
}

/** The versions to which a cluster can be upgraded in place. */
export async function findUpgradeTargets(aws: Aws, clusterArn: string): Promise<string[]> {
  const command = new GetCompatibleKafkaVersionsCommand({ ClusterArn: clusterArn });
  const { CompatibleKafkaVersions } = await aws.safe.kafka.send(command);
  return (CompatibleKafkaVersions ?? []).flatMap(({ TargetVersions }) => TargetVersions ?? []);
}

/** The mode that a version's name says. */
export const modeOf = (version: string): KafkaMode => (version.endsWith(KRAFT) ? "kraft" : "zookeeper");

const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number);

/** Compares by numbers; of the same numbers KRaft is ahead, since the way to it is one way. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const length = Math.max(left.length, right.length);
  const differences = Array.from({ length }, (_, index) => (left[index] ?? 0) - (right[index] ?? 0));
  const byMode = Number(modeOf(a) === "kraft") - Number(modeOf(b) === "kraft");
  return differences.find((difference) => difference !== 0) ?? byMode;
}

/** Whether two versions are of the same major line. */
export const isSameLine = (a: string, b: string): boolean => numbersOf(a)[0] === numbersOf(b)[0];

/** Whether a version is ahead of another: newer, or the same in KRaft mode. */
export const isAhead = (version: string, than: string): boolean => compareVersions(version, than) > 0;

/** Whether MSK's topic calls serve a version: 3.6 and newer. Source: MSK Developer Guide, "Topic operations". */
export function servesTopics(version: string): boolean {
  const [major = 0, minor = 0] = numbersOf(version);
  return major > 3 || (major === 3 && minor >= 6);
}

/** The version to use of those offered; `undefined` if none fits. A version that is named is taken as it is. */
export function chooseVersion(offered: readonly string[], wish: VersionWish): string | undefined {
  if (wish.version !== undefined) return wish.version;
  const inLine = offered.filter((version) => isSameLine(version, wish.line) && servesTopics(version));
  const modes: readonly KafkaMode[] = wish.mode === undefined ? ["kraft", "zookeeper"] : [wish.mode];
  const newest = modes.map((mode) =>
    inLine
      .filter((version) => modeOf(version) === mode)
      .sort(compareVersions)
      .at(-1),
  );
  return newest.find((version) => version !== undefined);
}
