import type { Saving } from "../section.ts";
import type { Settings } from "../settings.ts";

/** Where the application could cost less. */
export function scaleSavings({ scale }: Settings): Saving[] {
  if (scale.desired === scale.min) return [];
  return [
    {
      sets: [["scale.desired", scale.min]],
      loses: "A sale begins with fewer instances; the policies add more once these are busy.",
    },
  ];
}
