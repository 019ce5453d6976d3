import { contents } from "../../src/sections/contents.ts";
import type { Practice } from "./program.ts";
import { type Account, planOf, prepared, type Row, rowOf, rowsOf, runTo, write } from "./stack.ts";

/** Switches off every section but these and what the deployment cannot be without. */
export const only = (...sections: string[]): string =>
  contents
    .filter(({ name }) => !["network", "iam", "deploy", ...sections].includes(name))
    .map(({ name }) => `${name}: { enabled: false }\n`)
    .join("");

/** A folder in which network, role and deployment stand, and the other sections that are named. */
export async function deployed(deploy = "", ...sections: string[]): Promise<Practice> {
  const practice = prepared(`deploy: { ${deploy} }`, only(...sections));
  await runTo(practice, 0, "up --yes");
  return practice;
}

/** Writes other settings of the deployment. */
export const redeploy = (practice: Practice, deploy: string, ...sections: string[]): void =>
  write(practice, "flashsale.yaml", `name: flashsale\ndeploy: { ${deploy} }\n${only(...sections)}`);

/** The launch template of the account. */
export const templateIn = (account: Account): Row => rowOf(account, "EC2/launch-template");

/** What each version of the template says, in their order. */
export const versionsIn = (account: Account): Record<string, unknown>[] =>
  (templateIn(account).versions as { data: Record<string, unknown> }[]).map(({ data }) => data);

/** User data of the newest version, as text. */
export const userDataIn = (account: Account): string =>
  Buffer.from(String(versionsIn(account).at(-1)?.UserData), "base64").toString("utf8");

/** The instances that are not on their way out. */
export const instancesIn = (account: Account): Row[] =>
  rowsOf(account, "EC2/instance").filter(({ deletedAt }) => deletedAt === undefined);

/** Changes what EC2 offers in the account. */
export function offer(account: Account, more: object): void {
  account.offers.EC2 = { ...account.offers.EC2, ...more };
}

/** Address and action of all that a plan would change. */
export async function planned(practice: Practice, flags = ""): Promise<Record<string, string>> {
  const { items } = await planOf(practice, flags);
  const changed = items.filter(({ action }) => action !== "no-op");
  return Object.fromEntries(changed.map(({ address, action }) => [address, action]));
}
