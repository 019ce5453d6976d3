import type { Saving } from "../section.ts";
import type { Settings } from "../settings.ts";

/** Where the database could cost less. */
export function dbSavings({ db }: Settings): Saving[] {
  const standby: Saving = {
    sets: [["db.multiAz", false]],
    loses: "Without a standby the sale stops while its zone or the instance fails, and during maintenance.",
  };
  const replicas: Saving = {
    sets: [["db.replicas", 0]],
    loses: "Every read goes to the database that takes the orders.",
  };
  return [...(db.multiAz ? [standby] : []), ...(db.replicas > 0 ? [replicas] : [])];
}
