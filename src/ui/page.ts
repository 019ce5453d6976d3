import { inOneLine, plainText } from "./clean.ts";
import { type Margins, wrap } from "./layout.ts";
import type { Theme } from "./theme.ts";

/** What a view draws on: how wide, how it looks, and what must not be shown. */
export interface Page {
  /** Cells of a line; infinite where nobody looks at a terminal. */
  readonly columns: number;
  /** Lines of the screen; infinite where there is none. */
  readonly rows: number;
  readonly theme: Theme;
  /**
   * Completes commands and hides secrets. Views call it through {@link sayOn} before they cut or wrap, which would tear
   * either apart.
   */
  readonly mask: (text: string) => string;
}

/** Width of prose where there is no terminal. */
const PROSE_COLUMNS = 80;

/** Prose in longer lines is hard to read. */
const WIDEST_PROSE = 120;

/** How wide prose is set on a page. */
export const proseWidth = ({ columns }: Page): number =>
  Number.isFinite(columns) ? Math.min(columns, WIDEST_PROSE) : PROSE_COLUMNS;

/** A text from elsewhere, fit to be shown: without secrets and without anything that steers a terminal. */
export const sayOn = (page: Pick<Page, "mask">, text: string): string =>
  plainText(page.mask(text)).replaceAll("\t", " ");

/** The same on one line. */
export const sayInline = (page: Pick<Page, "mask">, text: string): string => inOneLine(sayOn(page, text));

/** Prose as lines that fit the page. */
export const prose = (page: Page, text: string, margins: Omit<Margins, "width"> = {}): string[] =>
  wrap(text, { width: proseWidth(page), ...margins });
