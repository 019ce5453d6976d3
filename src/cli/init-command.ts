import { type Command, Option } from "commander";
import { contents } from "../sections/contents.ts";
import { helpAfter } from "./help.ts";
import { runs } from "./run-command.ts";
import { flagOf } from "./setting-flag.ts";
import type { Tree } from "./tree.ts";

const YES_OR_NO = ["true", "false", "yes", "no"];

/** Fills in `init`; every question of every section has a flag. */
export function fillInit({ world, exit }: Tree, init: Command): void {
  init
    .option("--defaults", "ask nothing: take every default and every flag")
    .option("--force", "overwrite a settings file that exists")
    .option("--name <name>", "prefix of every resource name")
    .option("--existing-vpc <id>", "build in this VPC instead of a new one")
    .option("--existing-data-subnets <ids>", "its subnets for the data stores, with commas")
    .option("--existing-application-subnets <ids>", "its subnets for the application, with commas")
    .option("--existing-edge-subnets <ids>", "its subnets for the load balancer, with commas");
  for (const question of contents.flatMap(({ questions }) => questions)) {
    const choices = question.kind === "confirm" ? YES_OR_NO : question.choices?.map(({ value }) => value);
    const option = new Option(`${flagOf(question.key)} <value>`, question.message);
    init.addOption(choices === undefined ? option : option.choices(choices));
  }
  init.action(runs(world, exit, "document", async () => (await import("./commands/init.ts")).init));
  helpAfter(init, {
    guide: "Prerequisites, Configure AWS CLI",
    makes: "flashsale.yaml, with a comment on every key; nothing in AWS",
    minutes: "2 minutes",
    examples: ["init", "init --defaults --region eu-central-1"],
  });
}
