import type { Sample } from "./sample.ts";
import { samples } from "./samples/index.ts";

/** Rows for `it.each`: the type's name for the title, and the sample. */
export const rows = (fits: (sample: Sample) => boolean = () => true) =>
  samples.filter(fits).map((sample) => [sample.type.name, sample] as const);

/** Tags have tests of their own; other props are changed one by one. */
export const propsInPlace = ({ type }: Sample): string[] =>
  Object.entries(type.compare)
    .filter(([prop, compare]) => !type.replaceOn.includes(prop) && !/^(createOnly|unmanaged)$/.test(compare))
    .map(([prop]) => prop)
    .filter((prop) => prop !== "tags");

/** Rows for each prop that changes in place: the type's name, the prop, and the sample. */
export const propRows = (fits: (sample: Sample, prop: string) => boolean = () => true) =>
  samples.flatMap((sample) =>
    propsInPlace(sample)
      .filter((prop) => fits(sample, prop))
      .map((prop) => [sample.type.name, prop, sample] as const),
  );
