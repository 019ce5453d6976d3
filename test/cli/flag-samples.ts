import type { Option } from "commander";
import { Flag } from "../../src/cli/flag.ts";

/** What a flag's value may be, by the word in its brackets: a text, what it is read as, and texts that are refused. */
interface Sample {
  readonly text: string;
  readonly value: unknown;
  readonly junk: readonly string[];
}

const plain = (text: string): Sample => ({ text, value: text, junk: [] });
const number = (junk: readonly string[] = []): Sample => ({
  text: "7",
  value: 7,
  junk: ["many", "-1", "1.5", "1e3", "0x10", "7 8", ...junk],
});
const list = (text: string): Sample => ({
  text,
  value: text.split(","),
  junk: [",", "one,,two", "one,--two"],
});

const SAMPLES: Readonly<Record<string, Sample>> = {
  file: plain("some.file"),
  dir: plain("some/folder"),
  name: plain("shop"),
  id: plain("vpc-0abc"),
  class: plain("db.r6g.large"),
  type: plain("t3.large"),
  value: plain("something"),
  pipe: plain("pipe"),
  prefix: { ...plain("SHOP_"), junk: ["1A", "A-B"] },
  tag: { ...plain("v1.2"), junk: [".bad", "a/b"] },
  arn: {
    ...plain("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/b"),
    junk: ["targetgroup/a"],
  },
  region: { ...plain("eu-west-1"), junk: ["mars", "us-esat-1", "US-EAST-1", "us-east-1a", "eu-west"] },
  url: { ...plain("http://127.0.0.1:1"), junk: ["127.0.0.1", "ftp://a", "http://"] },
  number: number(),
  days: number(),
  port: number(["0", "65536"]),
  usd: { text: "912.5", value: 912.5, junk: ["much", "-1", "Infinity", "1,000", "NaN", "1e3"] },
  ids: list("subnet-1,subnet-2"),
  addresses: list("a@example.com,b@example.com"),
  names: { text: "db,cache", value: ["db", "cache"], junk: ["disk", "db,", "db,disk"] },
  address: { ...plain("db.instance"), junk: ["instance", "db", "db.", "disk.instance"] },
  key: { ...plain("db.engineVersion"), junk: ["x", "db", "disk.size"] },
  "address=id": {
    ...plain("network.vpc=vpc-0a"),
    junk: ["network.vpc", "=vpc-0a", "network.vpc=", "disk.one=1"],
  },
  "name=host:port": {
    text: "db=127.0.0.1:15432",
    value: ["db", { host: "127.0.0.1", port: 15_432 }],
    junk: ["db", "db=127.0.0.1", "disk=a:1", "db=a:0", "db=a:65536"],
  },
};

/** No flag takes nothing, or what looks like the next flag. */
const NEVER = ["", "-y", "--json", "--no-such"];

export function sampleOf(option: Option): Sample | undefined {
  const word = /[<[](.+)[>\]]/.exec(option.flags)?.[1];
  if (word === undefined) return undefined;
  const [choice] = option.argChoices ?? [];
  const sample = choice === undefined ? SAMPLES[word] : { ...plain(choice), junk: [`${choice}x`, "7"] };
  if (sample === undefined) throw new Error(`${option.flags} has no sample: what is its value like?`);
  return sample;
}

/** What the body of the command must see. */
export function expectedOf(option: Option): unknown {
  const sample = sampleOf(option);
  if (sample === undefined) return !option.negate;
  return option instanceof Flag && option.isRepeatable ? [sample.value] : sample.value;
}

/** A flag as one types it. */
export function typed(option: Option, text = sampleOf(option)?.text): string[] {
  return text === undefined ? [option.long ?? ""] : [option.long ?? "", text];
}

/** What a flag must refuse; nothing where it takes no value. */
export function junkOf(option: Option): string[] {
  const sample = sampleOf(option);
  return sample === undefined ? [] : [...sample.junk, ...NEVER];
}
