import {
  type Configuration,
  CreateConfigurationCommand,
  DeleteConfigurationCommand,
  DescribeConfigurationCommand,
  paginateListConfigurations,
  UpdateConfigurationCommand,
} from "@aws-sdk/client-kafka";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import { canonicalText } from "../../engine/compare.ts";
import type { Observed, Watch } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { collect, idFrom, present, resourceType, waitStanding } from "../type.ts";
import { readProperties } from "./broker-properties.ts";
import { isClusterRefusal } from "./cluster-state.ts";
import { type ServerProperties, toPropertiesText } from "./properties.ts";
import { isMissingConfiguration } from "./refusals.ts";

/** What an MSK configuration is asked to be. */
export type ConfigurationProps = {
  /** Letters, digits and hyphens; unique in account and region, and never changed. */
  name: string;
  /** Carries the line by which it shows that it is ours: MSK gives configurations no tags. */
  description: string;
  serverProperties: ServerProperties;
  /**
   * The versions of Kafka that it has to serve. MSK is told none, so that it serves all: what was made for some by name serves
   * them for good, and no cluster of another version can be moved to it.
   */
  kafkaVersions: readonly string[];
};

/** What a configuration tells others; `revision` is the latest. */
export type ConfigurationAttributes = { arn: string; revision: number };

type ObservedConfiguration = Observed<ConfigurationProps, ConfigurationAttributes>;
type Described = Partial<Omit<Configuration, "CreationTime">>;

// A cluster that is gone is still counted as a user for some minutes.
const IN_USE_SECONDS = 600;
const GONE_SECONDS = 300;
const LOOK_SECONDS = 5;
/** How often one update is sent whose end nobody saw. */
const SENDS = 3;
/** Seconds within which a read shows a revision that was made. */
const VISIBLE_SECONDS = 60;

/** The configuration may go between the two reads. */
async function orMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissingConfiguration(error)) return undefined;
    throw error;
  }
}

function toObserved(aws: Aws, seen: Described): Promise<ObservedConfiguration | undefined> {
  const { Arn: arn = "", Name: name = "", Description: description = "", State = "ACTIVE" } = seen;
  const revision = seen.LatestRevision?.Revision ?? 1;
  return orMissing(async () => {
    const serverProperties = await readProperties(aws, arn, revision);
    return {
      id: arn,
      name,
      // DELETE_FAILED takes every call that ACTIVE takes. Source: MSK Developer Guide, "Configuration states".
      condition: State === "DELETING" ? "leaving" : "standing",
      status: State,
      props: { name, description, serverProperties, kafkaVersions: seen.KafkaVersions ?? [] },
      attributes: { arn, revision },
      description,
    };
  });
}

function findConfiguration(aws: Aws, arn: string): Promise<ObservedConfiguration | undefined> {
  return orMissing(async () => {
    const described = await aws.safe.kafka.send(new DescribeConfigurationCommand({ Arn: arn }));
    return toObserved(aws, described);
  });
}

const hasProperties = (seen: ObservedConfiguration | undefined, wanted: ServerProperties): boolean =>
  canonicalText(seen?.props.serverProperties) === canonicalText(wanted);

/** Whether a read shows the wanted properties within the time in which it must, if the update was carried out. */
async function isShown(aws: Aws, arn: string, wanted: ServerProperties, watch: Watch): Promise<boolean> {
  const sent = watch.clock.now();
  for (;;) {
    if (hasProperties(await findConfiguration(aws, arn), wanted)) return true;
    if (watch.clock.secondsSince(sent) >= VISIBLE_SECONDS) return false;
    await watch.clock.sleep(LOOK_SECONDS, watch.signal);
  }
}

/**
 * Makes a new revision. Each send makes one, so that an end which nobody saw is looked into before it is repeated; one
 * revision too many would do no harm (MSK keeps 50).
 */
async function addRevision(aws: Aws, arn: string, props: ConfigurationProps, watch: Watch): Promise<void> {
  const command = new UpdateConfigurationCommand({
    Arn: arn,
    Description: props.description,
    ServerProperties: Buffer.from(toPropertiesText(props.serverProperties)),
  });
  for (let send = 1; ; send++) {
    const unseen = await endUnseen(() => aws.once.kafka.send(command));
    if (unseen === undefined || (await isShown(aws, arn, props.serverProperties, watch))) return;
    if (send >= SENDS) throw unseen;
  }
}

/** Makes a call and answers the error of an end that nobody saw; any other error is thrown. */
async function endUnseen(call: () => Promise<unknown>): Promise<AmbiguousEnd | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof AmbiguousEnd) return error;
    throw error;
  }
}

/** Asks for the deletion; one that is on its way out already is refused, and is none the worse for it. */
async function requestDelete(aws: Aws, arn: string): Promise<void> {
  try {
    await orMissing(() => aws.safe.kafka.send(new DeleteConfigurationCommand({ Arn: arn })));
  } catch (error) {
    const isLeaving =
      isClusterRefusal(error) && (await findConfiguration(aws, arn))?.condition !== "standing";
    if (!isLeaving) throw error;
  }
}

/**
 * The server properties of an MSK cluster. An edit makes a new revision, which the cluster is then moved to; what MSK cannot
 * change is made anew under the next name. It can be made again by name: MSK has no token for it, and refuses a name that is
 * taken.
 */
export const kafkaConfiguration = resourceType<ConfigurationProps, ConfigurationAttributes>({
  name: "kafka/configuration",
  title: "MSK configuration",
  repeat: "name",
  proof: "description",
  compare: {
    name: "exact",
    description: "createOnly",
    serverProperties: "exact",
    kafkaVersions: "covers",
  },
  replaceOn: ["name", "kafkaVersions"],
  rename: "name",
  stable: ["arn"],
  typicalSeconds: { create: 3, update: 3, delete: 20 },
  iamActions: [
    "kafka:CreateConfiguration",
    "kafka:UpdateConfiguration",
    "kafka:DescribeConfiguration",
    "kafka:DescribeConfigurationRevision",
    "kafka:ListConfigurations",
    "kafka:DeleteConfiguration",
  ],
  nameOf: ({ name }) => name,

  /** ListConfigurations has no filter: all pages, then the properties of ours. */
  async list(aws, { names, ids }) {
    if (names.length === 0 && ids.length === 0) return [];
    const pages = paginateListConfigurations({ client: aws.safe.kafka }, {});
    const all = await collect(pages, (page) => page.Configurations);
    const ours = all.filter(({ Name = "", Arn = "" }) => names.includes(Name) || ids.includes(Arn));
    return present(await Promise.all(ours.map((found) => toObserved(aws, found))));
  },

  get: findConfiguration,

  async create(aws, { name, description, serverProperties }) {
    const command = new CreateConfigurationCommand({
      Name: name,
      Description: description,
      ServerProperties: Buffer.from(toPropertiesText(serverProperties)),
    });
    const { Arn } = await asAlreadyExists(() => aws.once.kafka.send(command), "ConflictException");
    return { id: idFrom(Arn, "CreateConfiguration") };
  },

  ready: (aws, id, watch) => waitStanding(() => findConfiguration(aws, id), `MSK configuration ${id}`, watch),

  update: (aws, id, _changes, context) => addRevision(aws, id, context.props, context),

  async delete(aws, id, context) {
    // MSK tells nowhere whether a cluster still uses it: a refusal that lasts is one for another reason.
    const lag = { isLag: isClusterRefusal, budgetSeconds: IN_USE_SECONDS };
    await untilSettled(() => requestDelete(aws, id), lag, context);
    return [];
  },

  async gone(aws, id, watch) {
    const judge = (seen: ObservedConfiguration | undefined): Verdict => {
      if (seen === undefined) return { state: "ready", status: "gone" };
      return { state: seen.status === "DELETE_FAILED" ? "failed" : "pending", status: seen.status };
    };
    const read = (): Promise<ObservedConfiguration | undefined> => findConfiguration(aws, id);
    const bounds = { timeoutSeconds: GONE_SECONDS, delaySeconds: LOOK_SECONDS };
    await waitFor({ what: `MSK configuration ${id}`, read, judge, ...bounds }, watch);
  },
});
