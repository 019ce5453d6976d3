import { randomInt } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { hasName, isNotFound } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { type Verdict, waitFor, waitGone } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Clock } from "../../engine/ports.ts";
import type { DeleteContext, Leftover, Observed, Tags } from "../../engine/resource.ts";
import { Bug } from "../../errors.ts";
import { idFrom, orAbsent, present, resourceType } from "../type.ts";

/** What a secret is asked to be. */
export type SecretProps = {
  /** 1 to 512 letters, digits or `/_+=.@-`; better not with a hyphen and six characters at its end. */
  name: string;
  description: string;
  /** What its value is drawn from, once, at the create. */
  alphabet: { readonly characters: string; readonly length: number };
  tags: Tags;
};

export type SecretAttributes = { arn: string; name: string };

type ObservedSecret = Observed<SecretProps, SecretAttributes>;

/** Days within which a deleted secret can be restored: the least that Secrets Manager allows. */
const WINDOW_DAYS = 7;
const WINDOW_SECONDS = WINDOW_DAYS * 24 * 60 * 60;

const READY_SECONDS = 120;
const POLL_SECONDS = 5;

async function findSecret(aws: Aws, nameOrArn: string): Promise<ObservedSecret | undefined> {
  const command = new DescribeSecretCommand({ SecretId: nameOrArn });
  const told = await orAbsent(() => aws.safe.secretsManager.send(command));
  return told === undefined ? undefined : toObserved(told, aws.clock);
}

function toObserved(told: DescribeSecretCommandOutput, clock: Clock): ObservedSecret {
  const { ARN: arn = "", Name: name = "", Description: description = "", DeletedDate } = told;
  const tags = fromTagList(told.Tags);
  const known = { id: arn, name, props: { name, description, tags }, attributes: { arn, name }, tags };
  if (DeletedDate === undefined) return { ...known, condition: "standing", status: "active" };
  return {
    ...known,
    condition: "leaving",
    status: "scheduled for deletion",
    ...windowOf(DeletedDate, clock),
  };
}

/**
 * Until when a secret can be restored. Secrets Manager's model calls `DeletedDate` the date for which the deletion is
 * scheduled, and in ListSecrets the date on which it was asked for: a date to come is taken as the end of the window, a
 * date that passed as its beginning.
 */
function windowOf(deleted: Date, clock: Clock): { restorableUntil?: string } {
  const ends = [deleted.getTime(), deleted.getTime() + clock.toRealSeconds(WINDOW_SECONDS) * 1000];
  const end = ends.find((instant) => instant > clock.now());
  return end === undefined ? {} : { restorableUntil: new Date(end).toISOString() };
}

/** A value of characters drawn with equal chance from the system's own random numbers. */
function drawValue({ characters, length }: SecretProps["alphabet"]): string {
  if (characters === "" || length < 1) throw new Bug("A secret was declared without characters or length.");
  return Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join("");
}

async function changeTags(aws: Aws, id: string, change: Change<SecretProps> | undefined): Promise<void> {
  if (change === undefined) return;
  const tags = toTagList(change.to as Tags);
  await aws.safe.secretsManager.send(new TagResourceCommand({ SecretId: id, Tags: tags }));
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  await aws.safe.secretsManager.send(new UntagResourceCommand({ SecretId: id, TagKeys: dropped }));
}

const toLeftover = (id: string, until: string | undefined): Leftover => ({
  type: "secrets-manager/secret",
  id,
  ...(until === undefined ? {} : { until }),
});

async function schedule(aws: Aws, id: string): Promise<readonly Leftover[]> {
  const command = new DeleteSecretCommand({ SecretId: id, RecoveryWindowInDays: WINDOW_DAYS });
  try {
    const { DeletionDate } = await aws.safe.secretsManager.send(command);
    return [toLeftover(id, DeletionDate?.toISOString())];
  } catch (error) {
    if (isNotFound(error)) return [];
    // "You tried to perform the operation on a secret that's currently marked deleted.": an earlier attempt's work.
    const now = isRefusedState(error) ? await findSecret(aws, id) : undefined;
    if (now?.condition === "leaving") return [toLeftover(id, now.restorableUntil)];
    throw error;
  }
}

/**
 * Deletes without a window and waits until the secret is gone: while it is on its way it looks like one that could be
 * restored, and nothing that comes later may take it for that.
 */
async function deleteAtOnce(aws: Aws, id: string, context: DeleteContext): Promise<void> {
  const force = async (): Promise<unknown> =>
    aws.safe.secretsManager.send(new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery: true }));
  try {
    await force();
  } catch (error) {
    if (isNotFound(error)) return;
    const now = isRefusedState(error) ? await findSecret(aws, id) : undefined;
    if (now?.condition !== "leaving") throw error;
    await aws.safe.secretsManager.send(new RestoreSecretCommand({ SecretId: id }));
    await force();
  }
  await waitGone(() => findSecret(aws, id), `secret ${id}`, context);
}

const isRefusedState = (error: unknown): boolean => hasName(error, ["InvalidRequestException"]);

/** A secret with a value of our making, which is drawn inside the create call and never read or written again here. */
export const secret = resourceType<SecretProps, SecretAttributes>({
  name: "secrets-manager/secret",
  title: "secret",
  repeat: "name",
  proof: "tags",
  compare: { name: "exact", description: "exact", alphabet: "createOnly", tags: "subset" },
  replaceOn: ["name"],
  stable: ["arn", "name"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  holdsData: "for-dependents",
  iamActions: [
    "secretsmanager:CreateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UntagResource",
    "secretsmanager:UpdateSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:RestoreSecret",
  ],
  nameOf: ({ name }) => name,
  usage: () => [{ sku: "secretsmanager:secret:month", quantity: 1 }],

  /** One read for each name: ListSecrets lags by minutes. */
  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findSecret(aws, name))));
  },

  get: findSecret,

  async create(aws, { name, description, alphabet, tags }) {
    const command = new CreateSecretCommand({
      Name: name,
      Description: description,
      SecretString: drawValue(alphabet),
      Tags: toTagList(tags),
    });
    const { ARN } = await asAlreadyExists(() => aws.once.secretsManager.send(command));
    return { id: idFrom(ARN, "CreateSecret") };
  },

  async ready(aws, id, watch) {
    // A restored secret may be told as scheduled for deletion for another moment.
    const judge = (seen: ObservedSecret | undefined): Verdict => ({
      state: seen?.condition === "standing" ? "ready" : "pending",
      status: seen?.status ?? "not visible yet",
    });
    const bounds = { timeoutSeconds: READY_SECONDS, delaySeconds: POLL_SECONDS };
    await waitFor({ what: `secret ${id}`, read: () => findSecret(aws, id), judge, ...bounds }, watch);
  },

  async update(aws, id, changes, { props }) {
    await changeTags(
      aws,
      id,
      changes.find(({ prop }) => prop === "tags"),
    );
    if (!changes.some(({ prop }) => prop === "description")) return;
    const command = new UpdateSecretCommand({ SecretId: id, Description: props.description });
    await aws.safe.secretsManager.send(command);
  },

  async restore(aws, id) {
    await aws.safe.secretsManager.send(new RestoreSecretCommand({ SecretId: id }));
  },

  async delete(aws, id, context) {
    const seen = await findSecret(aws, id);
    if (seen === undefined) return [];
    if (context.force) {
      await deleteAtOnce(aws, id, context);
      return [];
    }
    return seen.condition === "leaving" ? [toLeftover(id, seen.restorableUntil)] : schedule(aws, id);
  },

  /** Gone is what no longer exists, or waits in a window that lets it be restored. */
  async gone(aws, id, watch) {
    const read = async (): Promise<ObservedSecret | undefined> => {
      const seen = await findSecret(aws, id);
      return seen?.restorableUntil === undefined ? seen : undefined;
    };
    await waitGone(read, `secret ${id}`, watch);
  },
});
