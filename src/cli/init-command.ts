import type { Command } from "commander";
import type { Question } from "../sections/about.ts";
import { contents } from "../sections/contents.ts";
import { Flag } from "./flag.ts";
import { helpAfter } from "./help.ts";
import { flagOf } from "./setting-flag.ts";
import { runs, type Tree } from "./tree.ts";
import { oneOf } from "./value-kind.ts";

const YES_OR_NO = ["true", "false", "yes", "no"];

const FLAGS: readonly (readonly [flags: string, help: string])[] = [
  ["--defaults", "ask nothing: take every default and every flag"],
  ["--force", "overwrite a settings file that exists"],
  ["--name <name>", "prefix of every resource name"],
  ["--existing-vpc <id>", "build in this VPC instead of a new one"],
  ["--existing-data-subnets <ids>", "its subnets for the data stores, with commas"],
  ["--existing-application-subnets <ids>", "its subnets for the application, with commas"],
  ["--existing-edge-subnets <ids>", "its subnets for the load balancer, with commas"],
];

/** Fills in `init`; every question of every section has a flag. */
export function fillInit(tree: Tree, init: Command): void {
  for (const [flags, help] of FLAGS) init.addOption(new Flag(flags, help));
  for (const question of contents.flatMap(({ questions }) => questions)) init.addOption(flagFor(question));
  runs(tree, init, { kind: "document", load: async () => (await import("./commands/init.ts")).init });
  helpAfter(init, {
    guide: "Prerequisites, Configure AWS CLI",
    makes: "flashsale.yaml, with a comment on every key; nothing in AWS",
    minutes: "2 minutes",
    examples: ["init", "init --defaults --region eu-central-1"],
  });
}

function flagFor({ key, message, kind, choices }: Question): Flag {
  const words = kind === "confirm" ? YES_OR_NO : choices?.map(({ value }) => value);
  if (words !== undefined) return new Flag(`${flagOf(key)} <value>`, message, { kind: oneOf(words) });
  return new Flag(`${flagOf(key)} <${kind === "number" ? "number" : "value"}>`, message);
}
