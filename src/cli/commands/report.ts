import { Bug } from "../../errors.ts";
import { sections } from "../../sections/index.ts";
import { drawTable } from "../../ui/tables.ts";
import { type Desk, openContext } from "../context.ts";

/** A section's own look at what it made. Reads only. */
export const report =
  (section: string, name: string) =>
  async (desk: Desk): Promise<number> => {
    const body = sections.find((one) => one.name === section)?.reportBodies?.[name];
    if (body === undefined) throw new Bug(`The section ${section} has no report ${name}.`);
    const context = await openContext(desk, { writes: false });
    try {
      const { aws: env, settings, output, globals } = context;
      const { columns, rows, note, document } = await body({ env, settings });
      if (globals.json) output.document({ schema: 1, ...document });
      else if (rows.length > 0) output.data(drawTable({ columns, rows }, output.page("stdout")));
      if (!globals.json && note !== undefined) output.tell(note);
      return 0;
    } finally {
      await context.close();
    }
  };
