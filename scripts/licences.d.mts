import type { Metafile } from "esbuild";

export function toLicences(outputs: Record<string, Pick<Metafile["outputs"][string], "inputs">>): string;
