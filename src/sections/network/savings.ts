import type { Saving } from "../section.ts";
import type { Settings } from "../settings.ts";

/** Where the network could cost less. */
export function networkSavings({ network }: Settings): Saving[] {
  if (network.existing !== undefined || network.egress === "internet-gateway") return [];
  const one: Saving = {
    sets: [["network.natGateways", "one"]],
    loses: "All zones lose their way out when the zone of the one NAT gateway fails.",
  };
  const none: Saving = {
    sets: [["network.egress", "internet-gateway"]],
    loses:
      "Instances get public addresses, each billed by the hour; their security group still lets nobody in.",
  };
  return network.natGateways === "one" ? [none] : [one, none];
}
