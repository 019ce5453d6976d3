import { type Account, type Row, rowsOf } from "../stack.ts";

/** How one prop of a resource is changed behind our back. */
export interface Mutation {
  readonly address: string;
  readonly mutate: (account: Account) => void;
  /**
   * True where the prop is part of what AWS knows the thing by: once it is another, ours is not there any more, and that
   * is what the plan must say.
   */
  readonly identity?: true;
}

/** Changes a record of the account, or what belongs to it. */
export type RowChange = (row: Row, account: Account) => void;

/** The rows of a type, by prop. */
export type Mutations = Readonly<Record<string, Mutation>>;

type Tags = Record<string, string>;

const ADDRESS = "flashsale-setup:address";

/** Ids of things that do not exist. */
export const ELSEWHERE = { vpc: "vpc-0123456789abcdef0", subnet: "subnet-0123456789abcdef0" };

/** What an instance brings with it carries the instance's tags. */
const LAUNCHED_ALONG = /\/network-interface$/;

/** The record that carries an address, of whatever table. */
export function taggedRow(account: Account, address: string): Row {
  for (const table of Object.keys(account.tables).filter((name) => !LAUNCHED_ALONG.test(name))) {
    const found = rowsOf(account, table).find((row) => (row.tags as Tags | undefined)?.[ADDRESS] === address);
    if (found !== undefined) return found;
  }
  throw new Error(`The account has nothing tagged ${address}.`);
}

/** The id of what carries an address. */
export const idOf = (account: Account, address: string): string => taggedRow(account, address).id;

/** Sets a member of the record. */
export const set =
  (member: string, value: unknown): RowChange =>
  (row) => {
    row[member] = value;
  };

/** Sets a member of the record's settings. */
export const setting =
  (member: string, value: unknown): RowChange =>
  (row) => {
    (row.settings as Record<string, unknown>)[member] = value;
  };

/** Gives the record another id; records are kept by id, so that it moves. */
export const setId =
  (id: string, table: string): RowChange =>
  (row, account) => {
    const key = Object.keys(account.tables).find((name) => name.endsWith(table)) ?? "";
    const rows = account.tables[key] ?? {};
    delete rows[row.id];
    row.id = id;
    rows[id] = row;
  };

/** Changes a tag of ours. */
export const retag: RowChange = (row) => {
  (row.tags as Tags).Name = "renamed";
};

/** Drops the first of a list. */
export const shorten =
  (member: string): RowChange =>
  (row) => {
    row[member] = (row[member] as unknown[]).slice(1);
  };

/** Rows of things whose record carries the address itself. */
export function tagged(address: string, changes: Readonly<Record<string, RowChange>>): Mutations {
  const toRow = ([prop, change]: [string, RowChange]): [string, Mutation] => [
    prop,
    within(address, address, change),
  ];
  return Object.fromEntries(Object.entries(changes).map(toRow));
}

/** A row of a thing without a record of its own: it is kept in that of `parent`. */
export const within = (parent: string, address: string, change: RowChange): Mutation => ({
  address,
  mutate: (account) => change(taggedRow(account, parent), account),
});

/** Marks a row whose prop is part of the thing's identity. */
export const asIdentity = (mutation: Mutation): Mutation => ({ ...mutation, identity: true });
