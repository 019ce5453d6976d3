import { stripControls } from "./layout.ts";

const ESCAPE = String.fromCodePoint(27);

/** The colours and weights of our own theme; nobody else's reach a terminal. */
const OWN_PAINT = new RegExp(`(${ESCAPE}\\[(?:1|2|22|31|32|33|35|36|39)m)`);

/** What moves a cursor, clears or paints: what a question is drawn with, and nothing that reaches further. */
const DRAWING = new RegExp(`(${ESCAPE}\\[[0-9;?]*[A-HJKSTfhlm])`);

/** What a terminal obeys or does not show: controls, directions, joiners, fillers. A tab and a line break are kept. */
const UNSEEN = /(?!\ufe0f|[\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Characters that JSON leaves as they are and a terminal would obey or hide. */
const UNSEEN_IN_JSON = /(?!\ufe0f)[\u007f-\u009f\u2028\u2029\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** A text without anything that steers a terminal or hides in it; tabs and line breaks stay. */
export const plainText = (text: string): string =>
  stripControls(text)
    .replaceAll("\r\n", "\n")
    .replace(/[\u2028\u2029]/g, "\n")
    .replace(UNSEEN, "");

/** The same on one line, so that it cannot pass for a line of ours. */
export const plainLine = (text: string): string => inOneLine(plainText(text));

/** By lines: a pattern of blanks around a line break takes time that grows with the square of a long text of blanks. */
export function inOneLine(text: string): string {
  const lines = text.split("\n");
  return lines
    .map((line, index) => {
      const begun = index === 0 ? line : line.trimStart();
      return index === lines.length - 1 ? begun : begun.trimEnd();
    })
    .filter((line, index) => line !== "" || index === 0 || index === lines.length - 1)
    .join(" ");
}

const keeping =
  (kept: RegExp, clean: (text: string) => string) =>
  (text: string): string =>
    text
      .split(kept)
      .map((part, index) => (index % 2 === 1 ? part : clean(part)))
      .join("");

/** What our views drew: the paint of our own theme stays. */
export const drawnText = keeping(OWN_PAINT, plainText);

/** One line of it. */
export const drawnLine = (line: string): string => inOneLine(drawnText(line));

/** What a question is drawn with; the carriage returns of its cursor stay, too. */
export const questionText = keeping(DRAWING, (text) => text.split("\r").map(plainText).join("\r"));

const toEscape = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** JSON as JSON, with what a terminal would obey or hide written as escapes. */
export const plainJson = (json: string): string => json.replace(UNSEEN_IN_JSON, toEscape);
