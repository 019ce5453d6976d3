import type { Output } from "./output.ts";
import { Spinner } from "./spinner.ts";
import { canRedraw } from "./terminal.ts";
import { type CheckLine, drawChecks } from "./verify-view.ts";

/** Cells that ora keeps free at the right edge. */
const EDGE_CELLS = 2;

/** A table of checks that is drawn anew while they run; where no terminal can redraw, nothing is shown. */
export interface LiveTable {
  /** Takes the line of a check that has ended. */
  put(line: CheckLine): void;
  /** Removes it from the screen; may be called again. */
  stop(): void;
}

/** Begins to show checks that run. */
export function showChecks(output: Output, title: string, begun: readonly CheckLine[]): LiveTable {
  if (!canRedraw(output.terminal)) return { put: () => undefined, stop: () => undefined };
  const lines = new Map(begun.map((line) => [line.name, line]));
  const draw = (): string => {
    const page = output.page("stderr");
    const table = drawChecks([...lines.values()], { ...page, columns: page.columns - EDGE_CELLS });
    return `\n${table.join("\n")}`;
  };
  const spinner = new Spinner(output, { title, draw });
  spinner.start();
  return { put: (line) => lines.set(line.name, line), stop: () => spinner.stop() };
}
