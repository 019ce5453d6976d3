import { SettingsError } from "../errors.ts";

/** One thing wrong with the settings. */
export interface Problem {
  readonly line: number | undefined;
  readonly key: string;
  readonly value: string | undefined;
  readonly allowed: string;
}

/** More than this are counted: a file of another kind would be told line by line. */
const MOST_TOLD = 20;

/** Characters of a key or value that tell which one is meant. */
const LONGEST_TOLD = 120;

/** The error that tells what is wrong with a settings file, a line for each problem. */
export function settingsError(file: string, problems: readonly Problem[]): SettingsError {
  const told = problems.slice(0, MOST_TOLD).map((problem) => describeProblem(file, problem));
  const hidden = problems.length - told.length;
  return new SettingsError({
    code: "SettingsInvalid",
    summary: problems.length === 1 ? "A setting is wrong" : `${problems.length} settings are wrong`,
    detail: [...told, ...(hidden > 0 ? [`${file}: and ${hidden} more`] : [])].join("\n"),
  });
}

const cut = (text: string): string =>
  text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}...` : text;

/** One line: file, line, key, value, what is allowed. */
export function describeProblem(file: string, { line, key, value, allowed }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${cut(key)}${value === undefined ? "" : ` is ${cut(value)}`}: ${allowed}`;
}
