import type { z } from "zod";
import type { Answer } from "../engine/lookup.ts";
import type { Observation } from "../engine/observe.ts";
import { Ref } from "../engine/ref.ts";
import type { Aws, AwsLookup, AwsStack } from "../resources/index.ts";
import type { SectionAbout } from "./about.ts";
import type { AuditSpec } from "./audit.ts";
import type { Handles } from "./handles.ts";
import type { Settings } from "./settings.ts";
import type { ConnectionSpec, ControlSpec } from "./verification.ts";

/** Where this stack differs from the guide, and why. */
export interface Deviation {
  /** The guide's chapter and step, such as `Database Setup 2`. */
  readonly step: string;
  readonly guide: string;
  readonly ours: string;
  readonly reason: string;
}

/** A setting that the account contradicts; found before the first mutating call. */
export interface SettingProblem {
  readonly key: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly text: string;
}

/** A value that the application needs, known once the resources stand. */
export interface PlainOutput {
  readonly name: string;
  readonly value: string | number | Ref<string> | Ref<number>;
}

/** A secret that the application needs: the whole text of a secret of AWS Secrets Manager. */
export interface SecretOutput {
  readonly name: string;
  readonly secretArn: string | Ref<string>;
}

/** What a section hands to the application, each as an environment variable. */
export type Output = PlainOutput | SecretOutput;

/** What a section is told when it declares. */
export interface DeclareContext {
  readonly stack: AwsStack;
  readonly settings: Settings;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`; the second part of every ARN. */
  readonly partition: string;
  /** Answers of all lookups by key. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** What the sections before this one handed over. */
  readonly handles: Handles;
}

/** What a section may look at before the first mutating call. */
export interface CheckContext {
  readonly env: Aws;
  readonly settings: Settings;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly observation: Observation;
}

/** Values of settings with which the stack costs less. */
export interface Saving {
  readonly sets: readonly (readonly [key: string, value: string | number | boolean])[];
  /** What is lost by it, in a sentence. */
  readonly loses: string;
}

/** What a report is told. */
export interface ReportContext {
  readonly env: Aws;
  readonly settings: Settings;
}

/** A column of a report. */
export interface ReportColumn {
  readonly title: string;
  /** @default 'left' */
  readonly align?: "left" | "right";
  /** Where a text that is too wide is cut. @default 'end' */
  readonly cut?: "end" | "middle";
  /** Left out of narrow tables; the highest goes first. Absent: always shown. */
  readonly spare?: number;
}

/** What a report found, for people and for programs. */
export interface Report {
  readonly columns: readonly ReportColumn[];
  /** One text for each column. */
  readonly rows: readonly (readonly string[])[];
  /** Said instead of a table without rows. */
  readonly note?: string;
  readonly document: object;
}

/** One chapter of the guide: WHAT it asks for. */
export interface Section extends SectionAbout {
  readonly schema: z.ZodType;
  lookups(settings: Settings): readonly AwsLookup<unknown>[];
  declare(context: DeclareContext): Partial<Handles>;
  outputs(handles: Handles, settings: Settings): readonly Output[];
  deviations(settings: Settings, answers: ReadonlyMap<string, Answer>): readonly Deviation[];
  /** Reads of the account that can show a setting to be impossible. */
  check?(context: CheckContext): Promise<readonly SettingProblem[]>;
  /** IAM actions that its lookups, checks and reports need; those of its resources are told by their types. */
  readonly iamActions: readonly string[];
  /** The connections that `verify` tests. @default none */
  connections?(handles: Handles, settings: Settings): readonly ConnectionSpec[];
  /** What `verify` asks AWS about what stands. @default nothing */
  readonly controls?: readonly ControlSpec[];
  /** The guide's security practices, held against what stands, for `security audit`. @default none */
  readonly audits?: readonly AuditSpec[];
  /** True where its audits are about the whole account, and are made while it is switched off, too. @default false */
  readonly auditsAccount?: true;
  /** Ways to spend less that these settings leave, for `cost tips`. @default none */
  savings?(settings: Settings): readonly Saving[];
  /** How each of the reports in {@link SectionAbout.reports} is made, by its name. Reads only. */
  readonly reportBodies?: Readonly<Record<string, (context: ReportContext) => Promise<Report>>>;
}

/** The answer of a lookup that must have been asked. */
export function answerOf<T>(answers: ReadonlyMap<string, Answer>, key: string): T | undefined {
  return answers.get(key)?.value as T | undefined;
}

/** Stands for the answer of a lookup that there is none of: what it is used in waits until AWS gives it. */
export const awaited = <T>(key: string): Ref<T> => Ref.attribute(key, "answer");
