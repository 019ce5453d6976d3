import type { StackFacts } from "../../probes/causes.ts";
import { resourceTypes } from "../../resources/index.ts";
import type { ConnectionSpec } from "../../sections/verification.ts";
import type { Context } from "../context.ts";
import type { KnownTarget } from "./targets.ts";

/** What AWS says about one of our resources now; `unknown` where it could not be asked. */
type Look = { readonly status: string } | "absent" | "unknown";

async function lookAt({ store, aws }: Context, address: string): Promise<Look> {
  const entry = store.entries().get(address);
  if (entry === undefined || !("id" in entry)) return "unknown";
  const type = resourceTypes.get(entry.type);
  if (type === undefined) return "unknown";
  try {
    const observed = await type.get(aws, entry.id);
    return observed === undefined ? "absent" : { status: observed.status };
  } catch {
    // The cause is a guess anyway; what keeps it from being read is told by every other command.
    return "unknown";
  }
}

/** What is known of a connection besides its test; asked only once that failed. */
export async function findFacts(
  context: Context,
  spec: ConnectionSpec,
  tested: { readonly target: KnownTarget; readonly route: StackFacts["route"] },
): Promise<StackFacts> {
  const [resource, rule] = await Promise.all([
    lookAt(context, spec.address),
    spec.rule === undefined ? ("unknown" as const) : lookAt(context, spec.rule),
  ]);
  const { target, route } = tested;
  return {
    section: spec.section,
    private: spec.isPrivate,
    securityGroupRule: typeof rule === "object" ? "present" : rule === "absent" ? "missing" : "unknown",
    route,
    ...(typeof resource === "object" ? { status: resource.status } : {}),
    ...("secretArn" in target ? { secretArn: target.secretArn } : {}),
  };
}
