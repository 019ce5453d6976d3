import type { Entry } from "./entry.ts";
import type { AnyType, Observed, Props } from "./resource.ts";

/** What names the one that stands. */
interface Standing {
  readonly entry: Entry | undefined;
  readonly observed: Observed | undefined;
}

type Renamed = Pick<AnyType<never>, "rename" | "nameOf">;

/** The props with the live name, `NAME` or `NAME-2`, of a type that is replaced by making a new one under another name. */
export function withLiveName(type: Renamed, props: Props, { entry, observed }: Standing): Props {
  const live = entry?.status === "replacing" ? (entry.new?.name ?? entry.old.name) : entry?.name;
  return named(
    type,
    props,
    isOfLine(type, props, live ?? observed?.name) ? (live ?? observed?.name) : undefined,
  );
}

/** The props with the name to make: that of what stands, or in a replace the next one after it. */
export function withNameToMake(
  type: Renamed,
  props: Props,
  how: Standing & { readonly isReplaced: boolean },
): Props {
  const { entry, observed, isReplaced } = how;
  if (!isReplaced) return withLiveName(type, props, how);
  const begun = entry?.status === "replacing" ? entry.new?.name : undefined;
  const old = entry?.status === "replacing" ? entry.old.name : (entry?.name ?? observed?.name);
  const next = isOfLine(type, props, old) ? nextAfter(nameIn(type, props), old) : undefined;
  return named(type, props, begun ?? next);
}

const nameIn = (type: Renamed, props: Props): string =>
  type.nameOf?.(props) ?? (type.rename === undefined ? "" : String(props[type.rename]));

const numberAfter = (name: string, live: string): number | undefined =>
  live === name ? 1 : live.startsWith(`${name}-`) ? toNumber(live.slice(name.length + 1)) : undefined;

const toNumber = (text: string): number | undefined => (/^[0-9]+$/.test(text) ? Number(text) : undefined);

const isOfLine = (type: Renamed, props: Props, live: string | undefined): boolean =>
  type.rename !== undefined && live !== undefined && numberAfter(nameIn(type, props), live) !== undefined;

const nextAfter = (name: string, live: string | undefined): string =>
  `${name}-${(numberAfter(name, live ?? name) ?? 1) + 1}`;

const named = ({ rename }: Renamed, props: Props, name: string | undefined): Props =>
  rename === undefined || name === undefined ? props : { ...props, [rename]: name };
