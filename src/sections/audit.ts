import type { Address } from "../engine/ref.ts";
import type { Observed } from "../engine/resource.ts";
import type { Aws } from "../resources/index.ts";
import type { Settings } from "./settings.ts";
import type { ControlFinding } from "./verification.ts";

/** The guide's security practices, by a word each. */
export type Practice = "encryption" | "isolation" | "least privilege" | "rotation" | "logging";

/** What an audit may look at. */
export interface AuditContext {
  readonly env: Aws;
  readonly settings: Settings;
  /** What AWS has at an address; `undefined` where nothing of ours stands. */
  at(address: Address): Observed | undefined;
  /** All that was seen of a type around what is ours, also what others added to it. */
  all(type: string): readonly Observed[];
}

/** A practice of the guide, held against what stands. */
export interface AuditSpec {
  readonly name: string;
  readonly practice: Practice;
  /** `undefined` where nothing stands that it is about. */
  check(context: AuditContext): ControlFinding | undefined | Promise<ControlFinding | undefined>;
}

/** Ok where nothing is wrong, else a problem that lists what is. */
export const verdict = (wrong: readonly string[], ok: string, fix: readonly string[]): ControlFinding =>
  wrong.length === 0 ? { state: "ok", detail: ok } : { state: "problem", detail: wrong.join("; "), fix };

/** An audit of one resource: what is wrong with its props. */
export const auditOf = (
  about: Pick<AuditSpec, "name" | "practice"> & { readonly address: Address; readonly ok: string },
  findWrong: (props: Readonly<Record<string, unknown>>, settings: Settings) => readonly string[],
): AuditSpec => ({
  name: about.name,
  practice: about.practice,
  check({ at, settings }) {
    const seen = at(about.address);
    const section = about.address.split(".")[0] ?? "";
    if (seen === undefined || seen.unread === true) return undefined;
    return verdict(findWrong(seen.props, settings), about.ok, [`flashsale-setup ${section}`]);
  },
});
