import { Chalk } from "chalk";
import type { Action } from "../engine/plan-item.ts";
import type { DrawingWishes, TerminalStream } from "./terminal.ts";

/** Puts a colour or weight on a text; colour never carries a meaning that the text lacks. */
export type Paint = (text: string) => string;

/** The signs in front of changes, the same with and without colour. */
export const SIGNS: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  replace: "-/+",
  delete: "-",
  "no-op": " ",
};

/** Signs that are drawn differently where only ASCII can be shown. */
export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly notice: string;
  readonly warning: string;
  /** Stands for what was cut out. */
  readonly ellipsis: string;
  /** The pictures of the spinner, one after the other. */
  readonly frames: readonly string[];
}

/** How things look: colours by meaning, and symbols. */
export interface Theme {
  readonly hasColor: boolean;
  readonly symbols: Symbols;
  readonly action: Readonly<Record<Action, Paint>>;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly strong: Paint;
  readonly muted: Paint;
  /** What can be typed or copied. */
  readonly accent: Paint;
}

const UNICODE: Symbols = {
  done: "✓",
  failed: "✗",
  notice: "i",
  warning: "!",
  ellipsis: "…",
  frames: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
};

const ASCII: Symbols = {
  done: "ok",
  failed: "x",
  notice: "i",
  warning: "!",
  ellipsis: "...",
  frames: ["-", "\\", "|", "/"],
};

function isColored(stream: TerminalStream, wishes: DrawingWishes): boolean {
  if (wishes.noColor) return false;
  return wishes.forceColor || (stream.isTTY === true && wishes.dumb !== true);
}

/** The look for one stream. Sixteen colours are enough, so that the user's own palette decides. */
export function createTheme(stream: TerminalStream, wishes: DrawingWishes): Theme {
  const hasColor = isColored(stream, wishes);
  const chalk = new Chalk({ level: hasColor ? 1 : 0 });
  // chalk joins all its arguments, so that `texts.map(chalk.red)` would print the index and the list as well.
  const only =
    (paint: Paint): Paint =>
    (text) =>
      paint(text);
  return {
    hasColor,
    symbols: wishes.ascii === true ? ASCII : UNICODE,
    action: {
      create: only(chalk.green),
      update: only(chalk.yellow),
      replace: only(chalk.magenta),
      delete: only(chalk.red),
      "no-op": only(chalk.dim),
    },
    good: only(chalk.green),
    bad: only(chalk.red),
    warn: only(chalk.yellow),
    strong: only(chalk.bold),
    muted: only(chalk.dim),
    accent: only(chalk.cyan),
  };
}
