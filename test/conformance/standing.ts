import { canonicalText } from "../../src/engine/compare.ts";
import { diff } from "../../src/engine/diff.ts";
import { Look } from "../../src/engine/observe.ts";
import { type Match, matchResource } from "../../src/engine/ownership.ts";
import type {
  AnyType,
  ApplyAt,
  DeleteContext,
  Observed,
  Props,
  ResourceType,
} from "../../src/engine/resource.ts";
import { type Aws, resourceTypes } from "../../src/resources/index.ts";
import { type Account, ADDRESS, bringUp, type changeTo, EMPTY_JOURNAL, STACK, watchOf } from "./ground.ts";
import type { Sample } from "./sample.ts";

/** A resource of a sample that stands, and what it was asked to be. */
export interface Standing {
  readonly account: Account;
  readonly type: AnyType<Aws>;
  readonly props: Props;
  readonly observed: Observed;
}

/** Makes a sample's resource and waits until it stands. */
export async function stand(account: Account, sample: Sample): Promise<Standing> {
  const { type } = sample;
  const props = await sample.props(account.ground);
  return { account, type, props, observed: await bringUp(account.aws, type, props) };
}

/** The operations of the clients under test that changed something, after so many calls. */
export const changingSince = (account: Account, calls: number): string[] =>
  account
    .calls()
    .slice(calls)
    .filter(({ reads }) => !reads)
    .map(({ operation }) => operation);

/** The props in which what AWS tells differs from what is desired, by the type's own comparisons. */
export const differing = (type: AnyType<Aws>, desired: Props, observed: Observed): string[] =>
  diff({ type, desired, observed, last: desired }).map(({ prop }) => prop);

/** The props that AWS tells otherwise than before, word for word. */
export function changedProps(before: Observed, after: Observed): string[] {
  const props = new Set([...Object.keys(before.props), ...Object.keys(after.props)]);
  const isSame = (prop: string): boolean =>
    canonicalText(before.props[prop]) === canonicalText(after.props[prop]);
  return [...props].filter((prop) => !isSame(prop));
}

/** What a run that lost its state would find for the address. Other types are asked with clients of others. */
export async function lookUpWithoutState(account: Account, { type }: Sample, props: Props): Promise<Match> {
  const declaration = { address: ADDRESS, type, input: props, needs: [] };
  const types = new Map([...resourceTypes].map(([name, other]) => [name, askedBy(account.others, other)]));
  const look = new Look({
    env: account.aws,
    declarations: [declaration],
    types,
    journal: EMPTY_JOURNAL,
  });
  const name = type.nameOf?.(props);
  const candidates = await look.observed(type);
  return matchResource({ ...STACK, address: ADDRESS, type, entry: undefined, name, candidates });
}

const askedBy = (aws: Aws, type: AnyType<Aws>): ResourceType<Props, Observed["attributes"], Aws> => ({
  ...type,
  list: (_, scope) => type.list(aws, scope),
  get: (_, id) => type.get(aws, id),
});

/** Updates a prop as the engine does, and answers what AWS tells afterwards. */
export async function changeProp(
  { account: { aws }, type, props, observed }: Standing,
  change: ReturnType<typeof changeTo<Props>>,
  applyAt: ApplyAt = "now",
): Promise<Observed> {
  const { id } = observed;
  const desired = { ...props, [change.prop]: change.to };
  await type.update(aws, id, [change], { ...watchOf(aws), observed, props: desired, applyAt });
  await type.ready(aws, id, watchOf(aws));
  const seen = await type.get(aws, id);
  if (seen === undefined) throw new Error(`${type.name} ${id} is no longer shown after its update.`);
  return seen;
}

/** A delete that leaves nothing, or the final snapshot of that name. */
export const deletion = ({ aws }: Account, snapshot?: string): DeleteContext => ({
  ...watchOf(aws),
  force: snapshot === undefined,
  ...(snapshot === undefined ? {} : { snapshot }),
});
