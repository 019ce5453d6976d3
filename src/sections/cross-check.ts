/**
 * For checks across the keys of a block: they run although other keys are wrong, so that all problems are told at once.
 * Values may then be of any type, whatever their static one.
 */
export const BESIDE_OTHERS = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === "object" && value !== null,
};
