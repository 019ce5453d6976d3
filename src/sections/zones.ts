import { answerOf, type CheckContext } from "./section.ts";

/** Names of the zones of the subnets for data or for instances, as far as they are known. */
export function zonesOf(
  { settings, answers }: Pick<CheckContext, "settings" | "answers">,
  subnets: "dataSubnetIds" | "applicationSubnetIds",
): readonly string[] {
  const { existing } = settings.network;
  if (existing === undefined)
    return (answerOf<readonly { name: string }[]>(answers, "network.zones") ?? []).map(({ name }) => name);
  const found = answerOf<{ subnets: readonly { id: string; zone: string }[] }>(answers, "network.existing");
  const own = (found?.subnets ?? []).filter(({ id }) => existing[subnets].includes(id));
  return [...new Set(own.map(({ zone }) => zone))];
}
