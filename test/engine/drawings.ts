import { Ref } from "../../src/engine/ref.ts";
import type { Stack } from "../../src/engine/stack.ts";
import type { Box, BoxProps, FakeCloud, FakeEnv } from "./fake-cloud.ts";
import { type BoxType, boxType, describedAs } from "./fake-types.ts";
import type { Declare } from "./world.ts";

/** How one resource needs another: in place, as part of what it is, or so that the other cannot go before it. */
const ARROWS = { "->": "uses", "=>": "inside", "~>": "within" } as const;

type Reference = (typeof ARROWS)[keyof typeof ARROWS];

/** What may be said of a node of a drawing. */
export interface Node {
  readonly type?: BoxType;
  readonly props?: Omit<Partial<BoxProps>, "uses" | "inside" | "within">;
}

interface Drawn {
  readonly seconds: number | undefined;
  readonly uses: string[];
  readonly inside: string[];
  readonly within: string[];
}

const timed = new Map<number, BoxType>();

/** The type of boxes that take so many seconds to make. */
export function boxOf(seconds: number): BoxType {
  const type = timed.get(seconds) ?? boxType({ name: `fake/box-${seconds}`, createSeconds: seconds });
  timed.set(seconds, type);
  return type;
}

/** A graph by its drawing: `app:30 -> db => net, cdn`; `->` uses, `=>` is inside, `~>` is held by, `:30` takes 30 s. */
export function parse(drawing: string): Map<string, Drawn> {
  const nodes = new Map<string, Drawn>();
  const nodeOf = (text: string): string => {
    const [name = "", seconds] = text.split(":");
    const known = nodes.get(name);
    const drawn = { uses: known?.uses ?? [], inside: known?.inside ?? [], within: known?.within ?? [] };
    nodes.set(name, { ...drawn, seconds: seconds === undefined ? known?.seconds : Number(seconds) });
    return name;
  };
  for (const chain of drawing.split(",").map((part) => part.trim())) {
    const words = chain.split(/\s+/).filter((word) => word !== "");
    const names = words.filter((_, at) => at % 2 === 0).map(nodeOf);
    for (const [at, arrow] of words.filter((_, index) => index % 2 === 1).entries()) {
      const reference: Reference = ARROWS[arrow as keyof typeof ARROWS];
      nodes.get(names[at] ?? "")?.[reference].push(names[at + 1] ?? "");
    }
  }
  return nodes;
}

const propsOf = (address: string, type: BoxType): Partial<BoxProps> => ({
  ...(type.repeat === "name" ? { key: address } : {}),
  ...(type.proof === "description" ? { description: describedAs(address) } : {}),
});

/** Declares what is drawn; `nodes` says what the drawing does not. */
export function draw(drawing: string, nodes: Readonly<Record<string, Node>> = {}): Declare {
  const drawn = parse(drawing);
  return (stack: Stack<FakeEnv>) => {
    for (const [address, { seconds, ...references }] of drawn) {
      const node = nodes[address];
      const type = node?.type ?? boxOf(seconds ?? 20);
      const props = { size: 1, ...propsOf(address, type), ...node?.props, ...refsIn(references) };
      stack.add(type, address, props as never);
    }
  };
}

function refsIn(references: Readonly<Record<Reference, readonly string[]>>): Record<string, unknown> {
  const toRef = (address: string): Ref<string> => Ref.attribute<string>(address, "id");
  return Object.fromEntries(
    Object.entries(references).map(([prop, addresses]) => [prop, addresses.map(toRef)]),
  );
}

const addressOf = (box: Box | undefined): string =>
  box?.props.tags?.["flashsale-setup:address"] ?? box?.props.key ?? "nothing";

/** What stands in the cloud, by address and without ids, so that two clouds can be held against each other. */
export function portrait(cloud: FakeCloud): unknown[] {
  const standing = cloud.boxes.filter((box) => box.leavesAt === undefined);
  const named = (ids: readonly string[] | undefined): string[] =>
    (ids ?? []).map((id) => addressOf(standing.find((box) => box.id === id))).sort();
  const boxes = standing.map(({ type, props }) => ({
    address: addressOf({ props } as Box),
    type,
    props: { ...props, uses: named(props.uses), inside: named(props.inside), within: named(props.within) },
  }));
  return boxes.sort((a, b) => (a.address < b.address ? -1 : 1));
}
