import { access } from "node:fs/promises";
import type { Command } from "commander";
import { SettingsError, UsageError } from "../../errors.ts";
import { contents } from "../../sections/contents.ts";
import type { Settings } from "../../sections/index.ts";
import { commentedSettings, type Edit } from "../../settings/commented.ts";
import { writeSettings } from "../../settings/edit.ts";
import { parseSettings } from "../../settings/file.ts";
import { settingsSchema } from "../../settings/schema.ts";
import { describeCost } from "../../ui/amounts.ts";
import { sayInline } from "../../ui/page.ts";
import type { Desk } from "../context.ts";
import { type Beginning, begin, type Discovered, discover } from "../discover.ts";
import { estimate } from "../estimate.ts";
import { pathsOf } from "../paths.ts";
import { usage } from "../run-command.ts";
import { flagOf } from "../setting-flag.ts";
import { askExisting, existingFromFlags } from "./init-existing.ts";

/** `init`: the wizard. Writes the settings and calls AWS only to look. */
export async function init(desk: Desk, command: Command): Promise<number> {
  // Practice edits no real file.
  const { config, sandboxSettings } = pathsOf(desk);
  const file = desk.globals.sandbox && !desk.globals.configGiven ? sandboxSettings : config;
  const flags = command.opts<Record<string, unknown>>();
  const asks = flags.defaults !== true;
  await demandFree(desk, file, flags.force === true);
  const wizard = new Wizard(desk, flags, asks);
  const given = existingFromFlags(flags);
  wizard.demandFlags();
  const found = await wizard.begin();
  const existing = given ?? (asks ? await askExisting(desk, found) : undefined);
  if (existing !== undefined) wizard.set("network.existing", existing);
  for (const { name } of contents) await wizard.askSection(name);
  const { edits, settings } = wizard.finish(found);
  const text = commentedSettings(edits);
  demandReadable(file, text);
  await writeSettings(file, text);
  tell(desk, file, settings);
  return 0;
}

/** What the answers come to must read; where it does not, it is the answers that are wrong. */
function demandReadable(file: string, text: string): void {
  try {
    parseSettings(file, text);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError({ code: "AnswersWrong", summary: "The answers do not fit", detail: error.detail });
  }
}

function tell({ output, globals }: Desk, file: string, settings: Settings): void {
  if (globals.json) output.document({ schema: 1, file, settings });
  output.tell([
    `Wrote ${sayInline(output, file)}.`,
    `Cost: ${describeCost(estimate(settings))}`,
    "",
    "Look at what it makes, then make it:",
    "",
    `    ${output.complete("flashsale-setup plan")}`,
    `    ${output.complete("flashsale-setup up")}`,
  ]);
}

/** A settings file is the user's work: it is never overwritten unasked. */
async function demandFree({ prompts }: Desk, file: string, force: boolean): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists || force) return;
  if (await prompts.confirm({ message: `${file} exists. Overwrite it?`, flag: "--force" })) return;
  throw usage("NotOverwritten", `${file} exists and was left as it is.`);
}

type Value = string | number | boolean;

class Wizard {
  readonly #desk: Desk;
  readonly #flags: Readonly<Record<string, unknown>>;
  readonly #asks: boolean;
  readonly #values = new Map<string, unknown>();

  constructor(desk: Desk, flags: Readonly<Record<string, unknown>>, asks: boolean) {
    this.#desk = desk;
    this.#flags = flags;
    this.#asks = asks;
  }

  /** Judges all flags together, before anything is asked or called. */
  demandFlags(): void {
    const questions = contents.flatMap((about) => about.questions);
    const given = [["name", this.#flags.name] as const, ...questions.map((one) => this.#given(one))];
    const values = given.filter(([, value]) => value !== undefined);
    const parsed = settingsSchema.safeParse(nested(values));
    for (const [key, value] of parsed.success ? [] : values) {
      const issue = parsed.error?.issues.find(({ path }) => path.join(".") === key);
      if (issue !== undefined) throw answerWrong(flagOf(key), value, issue.message);
    }
  }

  /** The setting of a question and what a flag says of it. */
  #given({ key, kind }: (typeof contents)[number]["questions"][number]): readonly [string, unknown] {
    const value = this.#flags[camel(flagOf(key).slice(2))];
    return [key, value === undefined ? undefined : typed(kind, String(value))];
  }

  /** Asks where and under which name, and looks around there; silence where there are no credentials. */
  async begin(): Promise<Discovered> {
    const { globals } = this.#desk;
    const beginning = await begin(this.#desk);
    const region = globals.region ?? (this.#asks ? await this.#askRegion(beginning) : beginning.region);
    this.set("region", region);
    const { account } = beginning;
    const found = await discover(this.#desk, region);
    await this.#askName();
    return { ...(account === undefined ? {} : { account }), ...found };
  }

  async #askName(): Promise<void> {
    const { prompts } = this.#desk;
    const given = this.#flags.name;
    const problemOf = (text: string): string | undefined => this.#problemOf("name", text);
    const name =
      typeof given === "string"
        ? given
        : this.#asks
          ? await prompts.input({
              message: "Name of the stack (prefix of all names)",
              flag: "--name NAME",
              default: "flashsale",
              problemOf,
            })
          : "flashsale";
    this.#demandValid("name", name, "--name");
    this.set("name", name);
  }

  #askRegion(found: Beginning): Promise<string> {
    const { prompts } = this.#desk;
    const question = { message: "Region", flag: "--region REGION" };
    if (found.regions.length === 0)
      return prompts.input({
        ...question,
        default: found.region,
        problemOf: (text) => this.#problemOf("region", text),
      });
    return prompts.select({
      ...question,
      default: found.region,
      choices: found.regions.map((value) => ({ value, name: value })),
    });
  }

  async askSection(section: string): Promise<void> {
    const about = contents.find(({ name }) => name === section);
    for (const question of about?.questions ?? []) {
      if (!this.#matters(question.key)) continue;
      const answer = await this.#answer(question);
      if (answer !== undefined) this.set(question.key, answer);
    }
    if (this.#asks) this.#desk.output.tell(`So far: ${describeCost(estimate(this.#settings()))}`);
  }

  /** Whether earlier answers leave a question open. */
  #matters(key: string): boolean {
    const isOfNewVpc = key.startsWith("network.") && key !== "network.ingress";
    if (isOfNewVpc && this.#values.has("network.existing")) return false;
    return key !== "network.natGateways" || this.#values.get("network.egress") !== "internet-gateway";
  }

  async #answer(question: (typeof contents)[number]["questions"][number]): Promise<Value | undefined> {
    const [key, given] = this.#given(question);
    if (given !== undefined) {
      const value = given as Value;
      this.#demandValid(key, value, flagOf(key));
      return value;
    }
    return this.#asks ? this.#ask(question) : undefined;
  }

  async #ask({
    key,
    message,
    kind,
    choices,
  }: (typeof contents)[number]["questions"][number]): Promise<Value> {
    const { prompts } = this.#desk;
    const preset = valueAt(this.#settings(), key) as Value;
    const flag = `${flagOf(key)} VALUE`;
    if (kind === "confirm") return prompts.confirm({ message, flag, default: preset === true });
    if (choices !== undefined)
      return prompts.select<string>({ message, flag, choices, default: String(preset) });
    const problemOf = (text: string): string | undefined => this.#problemOf(key, typed(kind, text));
    return typed(kind, await prompts.input({ message, flag, default: String(preset), problemOf }));
  }

  set(key: string, value: unknown): void {
    this.#values.set(key, value);
  }

  #demandValid(key: string, value: unknown, flag: string): void {
    const problem = this.#problemOf(key, value);
    if (problem !== undefined) throw answerWrong(flag, value, problem);
  }

  /** What the settings' own rules say against an answer, in the light of those before. */
  #problemOf(key: string, value: unknown): string | undefined {
    const parsed = settingsSchema.safeParse(nested([...this.#values, [key, value]]));
    return parsed.success
      ? undefined
      : parsed.error.issues.find(({ path }) => path.join(".").startsWith(key))?.message;
  }

  #settings(): Settings {
    const parsed = settingsSchema.safeParse(nested([...this.#values]));
    return parsed.success ? parsed.data : settingsSchema.parse({});
  }

  finish(found: Discovered): { edits: readonly Edit[]; settings: Settings } {
    if (found.account !== undefined) this.set("account", found.account);
    const { knownUsd } = estimate(this.#settings());
    // Ten percent of air: prices move, and a second NAT gateway must not need a yes.
    if (knownUsd !== undefined) this.set("limits.monthlyUsd", Math.ceil(knownUsd * 1.1));
    return { edits: [...this.#values] as Edit[], settings: this.#settings() };
  }
}

const answerWrong = (flag: string, value: unknown, problem: string) =>
  usage("AnswerWrong", `${flag} ${String(value)}: ${problem}.`);

const camel = (text: string): string =>
  text.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const typed = (kind: string, text: string): Value =>
  kind === "number"
    ? Number(text)
    : kind === "confirm"
      ? ["true", "yes", "y", "1"].includes(text.toLowerCase())
      : text;

const valueAt = (settings: object, key: string): unknown =>
  key
    .split(".")
    .reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], settings);

function nested(values: readonly (readonly [string, unknown])[]): object {
  const root: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const path = key.split(".");
    const last = path.pop() ?? "";
    let part = root;
    for (const step of path) {
      part[step] ??= {};
      part = part[step] as Record<string, unknown>;
    }
    part[last] = value;
  }
  return root;
}
