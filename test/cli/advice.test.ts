import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { again } from "../../src/advice.ts";
import { TABLES } from "../../src/aws/errors/index.ts";
import { TELLINGS } from "../../src/aws/errors/row.ts";
import { Advisor } from "../../src/cli/advice.ts";
import { type Globals, readGlobals } from "../../src/cli/globals.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { fakeWorld } from "./fake-world.ts";

const HERE: Globals = { ...readGlobals(new Command(), {}), sandbox: false };

/** What a run advises that was started with these words, options and global flags. */
function advisorOf(
  words: string,
  globals: Partial<Globals> = {},
  options: Record<string, unknown> = {},
): Advisor {
  const argv = words.split(" ");
  const program = buildProgram(fakeWorld(argv), new Map());
  const own = argv.reduce<Command>(
    (command, word) => command.commands.find((one) => one.name() === word) ?? command,
    program,
  );
  for (const [key, value] of Object.entries(options)) own.setOptionValue(key, value);
  return new Advisor({ argv, globals: { ...HERE, ...globals }, command: own });
}

describe("a command that the program advises", () => {
  const everywhere = {
    sandbox: false,
    configGiven: true,
    config: "my stack/flash.yaml",
    state: "$(touch pwned).json",
    region: "eu-west-1",
    profile: "team's",
    endpointUrl: "http://127.0.0.1:5000",
  };

  it.each([
    ["alone", "flashsale-setup status", "flashsale-setup status --sandbox"],
    ["with flags", "flashsale-setup up --upgrade a.b", "flashsale-setup up --sandbox --upgrade a.b"],
    ["with an argument", "flashsale-setup destroy kafka", "flashsale-setup destroy --sandbox kafka"],
    ["of a section", "flashsale-setup deploy build", "flashsale-setup deploy build --sandbox"],
    ["in a sentence", "Try flashsale-setup kafka. Or not.", "Try flashsale-setup kafka --sandbox. Or not."],
    [
      "before a pipe",
      "flashsale-setup env --format k8s | kubectl apply -f -",
      "flashsale-setup env --sandbox --format k8s | kubectl apply -f -",
    ],
    ["complete already", "flashsale-setup up --sandbox", "flashsale-setup up --sandbox"],
  ])("acts in the sandbox where this one did, %s", (_, text, complete) => {
    const advisor = advisorOf("plan --sandbox", { sandbox: true });
    expect(advisor.complete(text)).toBe(complete);
    expect(advisor.complete(complete)).toBe(complete);
  });

  it("names settings, state, region, profile and endpoint of this run, each quoted for the shell", () => {
    expect(advisorOf("plan", everywhere).complete("flashsale-setup status")).toBe(
      "flashsale-setup status --config 'my stack/flash.yaml' --state '$(touch pwned).json' --region eu-west-1 --profile 'team'\\''s' --endpoint-url http://127.0.0.1:5000",
    );
  });

  it("keeps practice apart from the settings, account and endpoint at hand", () => {
    expect(advisorOf("up", everywhere).complete("flashsale-setup up --sandbox")).toBe(
      "flashsale-setup up --sandbox",
    );
  });

  it.each([
    "flashsale-setup flies",
    "the tag flashsale-setup:stack",
    "flashsale-setup 0.1.0",
    "nothing of ours",
  ])("is not made of %s", (text) => {
    expect(advisorOf("plan", everywhere).complete(text)).toBe(text);
  });
});

describe("the command that was typed, as advice", () => {
  it("is what was typed, quoted, with what the environment said", () => {
    const advisor = new Advisor({
      argv: ["up", "my plan.json"],
      globals: { ...HERE, sandbox: true, state: "s.json" },
    });
    expect(advisor.complete(again())).toBe("flashsale-setup up 'my plan.json' --sandbox --state s.json");
  });

  it("has what it lacked, too, and repeats no flag", () => {
    const advisor = advisorOf("destroy kafka --yes --sandbox", { sandbox: true });
    expect(advisor.complete(again("--delete-data"))).toBe(
      "flashsale-setup destroy kafka --yes --sandbox --delete-data",
    );
  });

  it("is found within a sentence, with its flags and no more", () => {
    const advisor = advisorOf("db");
    const text = `It stays until: ${again("--upgrade db.engineVersion")}, which asks first.`;
    expect(advisor.complete(text)).toBe(
      "It stays until: flashsale-setup db --upgrade db.engineVersion, which asks first.",
    );
  });

  it("is up where a plan was asked for, with what the plan was told", () => {
    const advisor = advisorOf("plan", {}, { replace: ["db.instance"], pruneRules: true, out: "p.json" });
    expect(advisor.complete(again("--adopt network.vpc=vpc-1"))).toBe(
      "flashsale-setup up --replace db.instance --prune-rules --adopt network.vpc=vpc-1",
    );
  });

  it("is up where a command that only looks lacked a flag of up, and itself where it lacked none", () => {
    expect(advisorOf("verify").complete(again("--upgrade a.b"))).toBe("flashsale-setup up --upgrade a.b");
    expect(advisorOf("verify").complete(again())).toBe("flashsale-setup verify");
  });

  it("builds nothing where a teardown lacked a flag of up", () => {
    expect(advisorOf("destroy db").complete(again("--adopt db.instance=x"))).toBe("flashsale-setup status");
  });
});

describe("a command of the AWS CLI that the program advises", () => {
  const command = "aws ec2 delete-network-interface --network-interface-id eni-1";

  it("acts in the region and account of this run", () => {
    const advisor = advisorOf("destroy");
    advisor.settle({ region: "eu-west-1", profile: "team" });
    expect(advisor.complete(command)).toBe(`${command} --region eu-west-1 --profile team`);
    expect(advisor.complete(advisor.complete(command))).toBe(advisor.complete(command));
  });

  it("acts there in each of its parts", () => {
    const advisor = advisorOf("verify", { endpointUrl: "http://127.0.0.1:5000" });
    advisor.settle({ region: "eu-west-1", profile: undefined });
    const place = "--region eu-west-1 --endpoint-url http://127.0.0.1:5000";
    expect(advisor.complete('aws ec2 a --id "$(aws ec2 b --output text)"')).toBe(
      `aws ec2 a --id "$(aws ${place} ec2 b --output text)" ${place}`,
    );
  });

  it("does nothing where it is pasted after practice, since it would reach a real account", () => {
    expect(advisorOf("destroy", { sandbox: true }).complete(command)).toBe(`# on a real account: ${command}`);
  });
});

it("what AWS's errors advise only looks, or is the command that was typed", () => {
  const looks = /^flashsale-setup (…|plan|status|doctor|security audit|sandbox reset)( |$)/;
  const ours = [
    ...Object.values(TELLINGS),
    ...Object.values(TABLES)
      .flat()
      .flatMap(({ told }) => told ?? []),
  ]
    .flatMap(({ fix }) => fix)
    .filter((one) => one.startsWith("flashsale-setup"));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter((one) => !looks.test(one))).toEqual([]);
});
