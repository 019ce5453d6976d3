import { stripVTControlCharacters } from "node:util";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Characters that take two cells: East Asian scripts, full-width forms and pictures. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{Cc}\p{Cf}\p{M}]+$/u;
const PLAIN = /^[ -~]*$/;

function cellsOf(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** How many cells a text takes on a terminal; colours take none. */
export function widthOf(text: string): number {
  const bare = stripVTControlCharacters(text);
  if (PLAIN.test(bare)) return bare.length;
  let cells = 0;
  for (const { segment } of graphemes.segment(bare)) cells += cellsOf(segment);
  return cells;
}

function take(parts: readonly string[], cells: number): string {
  let taken = "";
  let left = cells;
  for (const part of parts) {
    left -= cellsOf(part);
    if (left < 0) break;
    taken += part;
  }
  return taken;
}

const partsOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** Cuts the end off a text without colours, so that it takes at most so many cells. */
export function cutEnd(text: string, cells: number, ellipsis: string): string {
  if (widthOf(text) <= cells) return text;
  const room = cells - widthOf(ellipsis);
  return room < 1 ? take(partsOf(text), cells) : take(partsOf(text), room) + ellipsis;
}

/** Cuts the middle out of a text without colours: for addresses and ids, whose both ends tell something. */
export function cutMiddle(text: string, cells: number, ellipsis: string): string {
  if (widthOf(text) <= cells) return text;
  const room = cells - widthOf(ellipsis);
  if (room < 2) return take(partsOf(text), cells);
  const parts = partsOf(text);
  const head = take(parts, Math.ceil(room / 2));
  const tail = partsOf(take(parts.toReversed(), Math.floor(room / 2))).length;
  return head + ellipsis + parts.slice(parts.length - tail).join("");
}

/** Fills a text with blanks up to so many cells. */
export const pad = (text: string, cells: number): string =>
  text + " ".repeat(Math.max(0, cells - widthOf(text)));

/** Puts a colour on each word, so that a line break between words cannot cut through it. */
export const paintWords = (paint: (word: string) => string, text: string): string =>
  text
    .split(" ")
    .map((word) => (word === "" ? "" : paint(word)))
    .join(" ");

/** Where wrapped lines begin and how wide they may be. */
export interface Margins {
  /** Cells of a whole line, its beginning included; infinite for no wrapping. */
  readonly width: number;
  /** What the first line begins with. */
  readonly first?: string;
  /** What the others begin with. */
  readonly rest?: string;
}

function breakWord(word: string, cells: number): string[] {
  if (widthOf(word) <= cells) return [word];
  const pieces: string[] = [];
  let left = stripVTControlCharacters(word);
  while (left !== "") {
    const piece = take(partsOf(left), cells) || (partsOf(left)[0] ?? left);
    pieces.push(piece);
    left = left.slice(piece.length);
  }
  return pieces;
}

/** Fills lines word by word. */
class LineBreaker {
  readonly lines: string[] = [];
  readonly #margins: Required<Margins>;
  #line = "";

  constructor(margins: Required<Margins>) {
    this.#margins = margins;
  }

  add(word: string): void {
    if (this.#line !== "" && widthOf(this.#line) + 1 + widthOf(word) <= this.#room()) {
      this.#line += ` ${word}`;
      return;
    }
    if (this.#line !== "") this.end();
    const pieces = breakWord(word, this.#room());
    for (const piece of pieces) {
      if (this.#line !== "") this.end();
      this.#line = piece;
    }
  }

  /** Ends the line, empty or not. */
  end(): void {
    this.lines.push((this.#start() + this.#line).trimEnd());
    this.#line = "";
  }

  #start(): string {
    return this.lines.length === 0 ? this.#margins.first : this.#margins.rest;
  }

  #room(): number {
    return Math.max(1, this.#margins.width - widthOf(this.#start()));
  }
}

/** Breaks a text between words, and words that are wider than a line anywhere. Line breaks in it are kept. */
export function wrap(text: string, margins: Margins): string[] {
  const { width, first = "", rest = first } = margins;
  const breaker = new LineBreaker({ width, first, rest });
  for (const paragraph of text.split("\n")) {
    for (const word of paragraph.split(/ +/)) if (word !== "") breaker.add(word);
    breaker.end();
  }
  return breaker.lines;
}
