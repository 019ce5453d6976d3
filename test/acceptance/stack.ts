import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Census, Moto, Thing } from "./moto.ts";
import { buildProgram, type Ending, newFolder, type Place, run } from "./program.ts";

const ADDRESS = "flashsale-setup:address";

/** Builds the program and gives it a folder of its own and credentials for `moto`. */
export async function newPlace({ url }: Moto): Promise<Place> {
  const [program, cwd] = await Promise.all([buildProgram(), newFolder("moto")]);
  const keys = { AWS_ACCESS_KEY_ID: "AKIAACCEPTANCE", AWS_SECRET_ACCESS_KEY: "acceptance" };
  return { program, cwd, env: { HOME: cwd, ...keys, AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: url } };
}

/** Runs the program, which must end well. */
export async function runWell(place: Place, ...args: readonly string[]): Promise<Ending> {
  const ending = await run(place, args);
  expect(ending, ending.stderr).toMatchObject({ code: 0 });
  return ending;
}

/** The path of the settings that `init` writes. */
export const settingsFile = ({ cwd }: Place): string => join(cwd, "flashsale.yaml");

/** Changes the settings by hand; each edit must find what it changes. */
export async function editSettings(
  place: Place,
  ...edits: readonly ((text: string) => string)[]
): Promise<void> {
  let text = await readFile(settingsFile(place), "utf8");
  for (const edit of edits) {
    const after = edit(text);
    expect(after, String(edit)).not.toBe(text);
    text = after;
  }
  await writeFile(settingsFile(place), text);
}

/** An edit that replaces one text by another. */
export const replacing =
  (before: string, after: string) =>
  (text: string): string =>
    text.replace(before, after);

/** An edit that leaves these sections on and no other. */
export const withSections =
  (...sections: readonly string[]) =>
  (settings: string): string =>
    settings
      .split(/^(?=\w+:)/m)
      .map((block) =>
        sections.includes(block.split(":", 1)[0] ?? "")
          ? block
          : block.replace("enabled: true", "enabled: false"),
      )
      .join("");

/**
 * What moto cannot do. It takes the guide's windows, of which one begins when the other ends, for overlapping; AWS does not. And
 * it forgets the descriptions of rules that name a group, which the program would wait a minute for and then repair.
 */
export const AROUND_MOTO = [
  replacing("maintenanceWindow: mon:04:00-mon:05:00", "maintenanceWindow: mon:05:00-mon:06:00"),
  replacing("ingress: security-groups", "ingress: vpc-cidr"),
];

/** Whether a thing is marked as a part of the stack. */
export const isOurs = ({ tags }: Thing): boolean => tags["flashsale-setup:stack"] === "flashsale";

/** How many things of ours there are of each of these kinds. */
export const countOurs = (census: Census, kinds: object): Record<string, number> =>
  Object.fromEntries(Object.keys(kinds).map((kind) => [kind, (census[kind] ?? []).filter(isOurs).length]));

/** The address of every thing of ours. */
export const addressesIn = (census: Census): string[] =>
  Object.values(census).flatMap((things) => things.filter(isOurs).map(({ tags }) => tags[ADDRESS] ?? "none"));

/** The one thing of ours at an address. */
export function thingAt(census: Census, address: string): Thing {
  const found = Object.values(census)
    .flat()
    .filter(({ tags }) => tags[ADDRESS] === address);
  expect(found, address).toHaveLength(1);
  return found[0] as Thing;
}
