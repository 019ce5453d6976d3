import { stripVTControlCharacters } from "node:util";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Characters that take two cells: East Asian scripts, full-width forms and pictures. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{Cc}\p{Cf}\p{M}]+$/u;
const PLAIN = /^[ -~]*$/;

/** Longer texts are freed of their sequences piece by piece: one that never ends would be searched for its end again and again. */
const LONG_TEXT = 10_000;
const LONGEST_SEQUENCE = 1000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for
const SEQUENCE_START = /(?=[\u001b\u009b])/;

/** A text without what steers a terminal; takes time in proportion to its length. */
export function stripControls(text: string): string {
  if (text.length <= LONG_TEXT) return stripVTControlCharacters(text);
  const pieces = text.split(SEQUENCE_START);
  return pieces
    .map(
      (piece) => stripVTControlCharacters(piece.slice(0, LONGEST_SEQUENCE)) + piece.slice(LONGEST_SEQUENCE),
    )
    .join("");
}

/** Intl.Segmenter takes time with the square of a text's length, so a long one is segmented in pieces. */
const PIECE = 500;

/** The characters of a text as a reader sees them. One of more than 500 code units, which no script has, is cut. */
function* graphemesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const parts = Array.from(graphemes.segment(text.slice(start, start + PIECE)), ({ segment }) => segment);
    // The last may go on in the next piece.
    if (start + PIECE < text.length && parts.length > 1) parts.pop();
    for (const part of parts) start += part.length;
    yield* parts;
  }
}

function cellsOf(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** How many cells a text takes on a terminal; colours take none. */
export function widthOf(text: string): number {
  const bare = stripControls(text);
  if (PLAIN.test(bare)) return bare.length;
  let cells = 0;
  for (const grapheme of graphemesOf(bare)) cells += cellsOf(grapheme);
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

const partsOf = (text: string): string[] => [...graphemesOf(text)];

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

/** A word of an error that is longer than this has its middle left out, and so has the whole text. */
const LONGEST_WORD = { longest: 400, head: 200, tail: 100 };
const LONGEST_TEXT = { longest: 6000, head: 4000, tail: 1000 };

/**
 * A text for a person without the middle of what is too long to be read, with the number of characters left out. Secrets must be
 * masked before: a cut could go through one.
 */
export function leaveOut(text: string): string {
  const words = text.split(/([ \n]+)/).map((word) => withoutMiddle(word, LONGEST_WORD));
  return withoutMiddle(words.join(""), LONGEST_TEXT);
}

function withoutMiddle(text: string, { longest, head, tail }: typeof LONGEST_WORD): string {
  if (text.length <= longest) return text;
  const left = text.length - head - tail;
  return `${text.slice(0, head)} [${left} characters left out] ${text.slice(-tail)}`;
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

/** A word in pieces that fit, each character looked at once: what came from elsewhere may be megabytes long. */
function breakWord(word: string, cells: number): string[] {
  if (widthOf(word) <= cells) return [word];
  const pieces: string[] = [];
  let piece = "";
  let left = cells;
  for (const segment of graphemesOf(stripControls(word))) {
    const width = cellsOf(segment);
    if (width > left && piece !== "") {
      pieces.push(piece);
      piece = "";
      left = cells;
    }
    piece += segment;
    left -= width;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

/** Fills lines word by word. */
class LineBreaker {
  readonly lines: string[] = [];
  readonly #margins: Required<Margins>;
  #words: string[] = [];
  /** Cells that the line's words take, with the blanks between them. */
  #cells = 0;

  constructor(margins: Required<Margins>) {
    this.#margins = margins;
  }

  add(word: string): void {
    const cells = widthOf(word);
    if (this.#words.length > 0 && this.#cells + 1 + cells <= this.#room()) {
      this.#words.push(word);
      this.#cells += 1 + cells;
      return;
    }
    if (this.#words.length > 0) this.end();
    for (const piece of breakWord(word, this.#room())) {
      if (this.#words.length > 0) this.end();
      this.#words = [piece];
      this.#cells = widthOf(piece);
    }
  }

  /** Ends the line, empty or not. */
  end(): void {
    this.lines.push((this.#start() + this.#words.join(" ")).trimEnd());
    this.#words = [];
    this.#cells = 0;
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
