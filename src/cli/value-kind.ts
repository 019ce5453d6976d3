import type { UsageError } from "../errors.ts";
import { contents } from "../sections/contents.ts";
import { REGION } from "../settings/region.ts";
import { endpointError } from "./endpoint-url.ts";
import { didYouMean } from "./nearest.ts";
import { AWS_REGIONS } from "./regions.ts";

/** What the value of a flag may be. */
export interface ValueKind {
  /** What the text stands for; `undefined` where it is none of the kind. */
  read(text: string): unknown;
  /** What is allowed, said about a text that is refused. */
  tell(text: string): string;
  /** All that are allowed, where they can be counted. */
  readonly choices?: readonly string[];
  /** The code of the refusal. @default `FlagWrong` */
  readonly code?: string;
  /** Whether an empty variable of the environment is refused, not passed over. @default false */
  readonly isNeverEmpty?: true;
  /** The whole refusal of a text that a flag or a variable said, where it must not be shown as it is. */
  refusal?(name: string, text: string): UsageError | undefined;
}

/** One of a few words. */
export const oneOf = (choices: readonly string[]): ValueKind => ({
  choices,
  read: (text) => (choices.includes(text) ? text : undefined),
  tell: (text) => `Allowed choices are ${choices.join(", ")}.${didYouMean(text, choices)}`,
});

/** Some of a few words, with commas. */
export const someOf = (choices: readonly string[], code: string): ValueKind => ({
  code,
  read: (given) => {
    const names = given.split(",").map((name) => name.trim());
    return names.every((name) => choices.includes(name)) ? names : undefined;
  },
  tell: (given) => {
    const unknown = given
      .split(",")
      .map((name) => name.trim())
      .filter((name) => !choices.includes(name));
    const guesses = unknown.map((name) => didYouMean(name, choices)).join("");
    return `there are ${choices.join(", ")}.${guesses}`;
  },
});

/** Any text that cannot be taken for a flag whose value was forgotten. */
const text = (allowed: string): ValueKind => ({
  read: (given) => (given.trim() === "" || given.startsWith("-") ? undefined : given),
  tell: () => `${allowed}, not empty and no hyphen first.`,
});

interface Pattern {
  readonly allowed: string;
  readonly code?: string;
}

const matching = (pattern: RegExp, { allowed, ...more }: Pattern): ValueKind => ({
  ...more,
  read: (given) => (pattern.test(given) ? given : undefined),
  tell: () => `${allowed}.`,
});

/** A list with commas: no part of it empty, and no flag whose own value was forgotten. */
const list = (allowed: string): ValueKind => ({
  read: (given) => {
    const parts = given.split(",").map((part) => part.trim());
    return parts.some((part) => part === "" || part.startsWith("-")) ? undefined : parts;
  },
  tell: () => `${allowed}, with commas.`,
});

interface Bounds {
  readonly most?: number;
  readonly least?: number;
  readonly allowed: string;
  readonly code?: string;
}

/** Digits only: what else JavaScript takes for a number, such as 0x10 or 1e3, is a mistake here. */
const wholeNumber = ({ least = 0, most = Number.MAX_SAFE_INTEGER, allowed, ...more }: Bounds): ValueKind => ({
  ...more,
  read: (given) => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  },
  tell: () => `${allowed}.`,
});

const usd: ValueKind = {
  code: "CostMalformed",
  read: (given) => (/^\d{1,15}(\.\d{1,9})?$/.test(given) ? Number(given) : undefined),
  tell: () => "a number of USD a month, 0 or more.",
};

const SECTIONS: readonly string[] = contents.map(({ name }) => name);

/** The first part of a name such as `db.instance`; `undefined` for what is no such name. */
function sectionIn(given: string): string | undefined {
  const [section] = /^[A-Za-z]+(?=(\.[A-Za-z0-9_-]+)+$)/.exec(given) ?? [];
  return section !== undefined && SECTIONS.includes(section) ? section : undefined;
}

/** A name that begins with a section; whether there is such a one, the plan knows. */
const ofSection = (what: string): ValueKind => ({
  code: "UnknownName",
  read: (given) => (sectionIn(given) === undefined ? undefined : given),
  tell: (given) => {
    const [section = "", ...rest] = given.split(".");
    const meant = SECTIONS.map((name) => [name, ...rest].join("."));
    const guess = section === "" || rest.length === 0 ? "" : didYouMean(given, meant);
    return `there is no such one; ${what}.${guess}`;
  },
});

const address = ofSection("an address such as db.instance");

const addressAndId: ValueKind = {
  code: "AdoptMalformed",
  read: (given) => {
    const at = given.indexOf("=");
    const [name, id] = [given.slice(0, at), given.slice(at + 1)];
    return at <= 0 || id === "" || address.read(name) === undefined ? undefined : given;
  },
  tell: () => "write it as ADDRESS=ID, such as network.vpc=vpc-0abc1234.",
};

const region: ValueKind = {
  read: (given) => (REGION.test(given) ? given : undefined),
  tell: (given) => `no region of AWS.${didYouMean(given, AWS_REGIONS)} A region is written as us-east-1 is.`,
};

const endpoint: ValueKind = {
  isNeverEmpty: true,
  read: (given) => (endpointError({ name: "", url: given }) === undefined ? given : undefined),
  tell: () => "a URL to call.",
  refusal: (name, url) => endpointError({ name, url }),
};

/** By the word in the brackets of a flag, as its help shows it. */
const KINDS: Readonly<Record<string, ValueKind>> = {
  address,
  addresses: list("e-mail addresses"),
  "address=id": addressAndId,
  arn: matching(/^arn:aws[a-z-]*:[a-z0-9-]+:\S*:\S+$/, { allowed: "an ARN, such as AWS shows it" }),
  class: text("an instance class"),
  days: wholeNumber({ allowed: "a whole number of days" }),
  dir: text("a folder"),
  file: text("a file"),
  id: text("an id"),
  ids: list("ids"),
  key: ofSection("a key such as db.engineVersion"),
  name: text("a name"),
  number: wholeNumber({ allowed: "a whole number, 0 or more" }),
  pipe: text("only =pipe can stand there"),
  port: wholeNumber({
    least: 1,
    most: 65_535,
    allowed: "a whole number from 1 to 65535",
    code: "PortMalformed",
  }),
  prefix: matching(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    allowed: "letters, digits and underscores, not a digit first",
    code: "PrefixMalformed",
  }),
  region,
  // Source: the OCI distribution specification, "Pulling manifests".
  tag: matching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, {
    allowed: "1 to 128 letters, digits, _ . and -, not . or - first",
    code: "TagMalformed",
  }),
  type: text("an instance type"),
  url: endpoint,
  usd,
  value: text("a value"),
};

/** What the value of a flag may be, by the word in its brackets; nothing where it has none. */
export function kindOf(flags: string): ValueKind | undefined {
  const word = /[<[](.+)[>\]]/.exec(flags)?.[1];
  if (word === undefined) return undefined;
  const kind = KINDS[word];
  if (kind === undefined) throw new TypeError(`${flags}: no kind of value has the name ${word}.`);
  return kind;
}
