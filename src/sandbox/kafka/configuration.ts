import type {
  Configuration,
  CreateConfigurationCommandInput,
  CreateConfigurationCommandOutput,
  DeleteConfigurationCommandInput,
  DeleteConfigurationCommandOutput,
  DescribeConfigurationCommandInput,
  DescribeConfigurationCommandOutput,
  DescribeConfigurationRevisionCommandInput,
  DescribeConfigurationRevisionCommandOutput,
  ListConfigurationRevisionsCommandInput,
  ListConfigurationRevisionsCommandOutput,
  ListConfigurationsCommandInput,
  ListConfigurationsCommandOutput,
  UpdateConfigurationCommandInput,
  UpdateConfigurationCommandOutput,
} from "@aws-sdk/client-kafka";
import { type Call, change, read } from "../operation.ts";
import { badRequest, conflict, wrongConfigurationState } from "./dialect.ts";
import { newArn, paginate, toName } from "./identifier.ts";
import { checkVersion } from "./kafka-version.ts";
import { standingOf } from "./lifecycle.ts";
import { kafkaOffers } from "./offers.ts";
import { checkProperties } from "./server-properties.ts";
import { clusters, configurations, type KafkaConfiguration, type Revision } from "./tables.ts";

/** A deleted configuration is shown for a while. */
const DELETE_SECONDS = 15;

/** Gets a configuration by its ARN. Throws BadRequestException: MSK knows no other error for it. */
export function getConfiguration(call: Call, arn: string | undefined): KafkaConfiguration {
  const row = call.account.table(configurations).find(arn ?? "");
  if (row === undefined) throw badRequest("arn", "Configuration ARN does not exist.");
  return row;
}

/** Gets a revision of a configuration. */
export function getRevision(call: Call, arn: string | undefined, number: number | undefined): Revision {
  const revision = getConfiguration(call, arn).revisions.find((candidate) => candidate.number === number);
  if (revision === undefined)
    throw badRequest("revision", `Configuration revision ${number} does not exist.`);
  return revision;
}

const stateOf = (row: KafkaConfiguration) => (row.deletedAt === undefined ? "ACTIVE" : "DELETING");

function getStanding(call: Call, arn: string | undefined): KafkaConfiguration {
  const row = getConfiguration(call, arn);
  if (row.deletedAt !== undefined) throw wrongConfigurationState(["ACTIVE", "DELETE_FAILED"], stateOf(row));
  return row;
}

const toRevision = ({ number, createdAt, description }: Revision) => ({
  Revision: number,
  CreationTime: new Date(createdAt),
  Description: description,
});

function latestOf(row: KafkaConfiguration): ReturnType<typeof toRevision> {
  const latest = row.revisions.at(-1);
  if (latest === undefined) throw new Error(`sandbox: ${row.id} has no revision`);
  return toRevision(latest);
}

function toConfiguration(row: KafkaConfiguration): Configuration {
  return {
    Arn: row.id,
    Name: row.name,
    Description: row.description,
    KafkaVersions: [...row.kafkaVersions],
    CreationTime: new Date(row.createdAt),
    LatestRevision: latestOf(row),
    State: stateOf(row),
  };
}

function toText(bytes: Uint8Array | undefined): string {
  const text = Buffer.from(bytes ?? []).toString("utf8");
  if (text.trim() === "") throw badRequest("serverProperties", "The serverProperties must not be empty.");
  return text;
}

function createConfiguration(
  input: CreateConfigurationCommandInput,
  call: Call,
): Omit<CreateConfigurationCommandOutput, "$metadata"> {
  const name = toName("name", input.Name, 256);
  const kafkaVersions = (input.KafkaVersions ?? []).map((version) =>
    checkVersion(call, "kafkaVersions", version),
  );
  const properties = toText(input.ServerProperties);
  checkProperties(properties, kafkaVersions);
  const table = call.account.table(configurations);
  if (table.all().some((row) => row.name === name))
    throw conflict("A configuration with the same name already exists.");
  if (table.all().length >= call.account.offers(kafkaOffers).quotas.configurations)
    throw badRequest("name", "You have reached the maximum number of configurations.");
  const now = call.account.clock.now();
  const description = input.Description ?? "";
  const row = table.insert({
    id: newArn(call, "configuration", name),
    createdAt: now,
    name,
    description,
    kafkaVersions,
    revisions: [{ number: 1, createdAt: now, description, properties }],
  });
  const { Arn, CreationTime, LatestRevision, Name, State } = toConfiguration(row);
  return { Arn, CreationTime, LatestRevision, Name, State };
}

function updateConfiguration(
  input: UpdateConfigurationCommandInput,
  call: Call,
): Omit<UpdateConfigurationCommandOutput, "$metadata"> {
  const row = getStanding(call, input.Arn);
  const properties = toText(input.ServerProperties);
  checkProperties(properties, row.kafkaVersions);
  if (row.revisions.length >= call.account.offers(kafkaOffers).quotas.revisions)
    throw badRequest("arn", "You have reached the maximum number of revisions of this configuration.");
  const revision = {
    number: (row.revisions.at(-1)?.number ?? 0) + 1,
    createdAt: call.account.clock.now(),
    description: input.Description ?? "",
    properties,
  };
  call.account.table(configurations).update(row.id, { revisions: [...row.revisions, revision] });
  return { Arn: row.id, LatestRevision: toRevision(revision) };
}

function deleteConfiguration(
  input: DeleteConfigurationCommandInput,
  call: Call,
): Omit<DeleteConfigurationCommandOutput, "$metadata"> {
  const row = getStanding(call, input.Arn);
  const isUsed = call.account
    .table(clusters)
    .all()
    .some((cluster) => standingOf(cluster, call).settings.configuration?.arn === row.id);
  if (isUsed) throw badRequest("arn", "Configuration is in use by one or more clusters.");
  call.account.table(configurations).retire(row.id, DELETE_SECONDS);
  return { Arn: row.id, State: "DELETING" };
}

/** MSK's calls on configurations. */
export const configurationOperations = {
  CreateConfiguration: change<CreateConfigurationCommandInput, CreateConfigurationCommandOutput>(
    createConfiguration,
  ),
  UpdateConfiguration: change<UpdateConfigurationCommandInput, UpdateConfigurationCommandOutput>(
    updateConfiguration,
  ),
  DeleteConfiguration: change<DeleteConfigurationCommandInput, DeleteConfigurationCommandOutput>(
    deleteConfiguration,
  ),
  DescribeConfiguration: read<DescribeConfigurationCommandInput, DescribeConfigurationCommandOutput>(
    (input, call) => toConfiguration(getConfiguration(call, input.Arn)),
  ),
  DescribeConfigurationRevision: read<
    DescribeConfigurationRevisionCommandInput,
    DescribeConfigurationRevisionCommandOutput
  >((input, call) => {
    const revision = getRevision(call, input.Arn, input.Revision);
    return {
      Arn: input.Arn,
      ...toRevision(revision),
      ServerProperties: Buffer.from(revision.properties),
    };
  }),
  ListConfigurations: read<ListConfigurationsCommandInput, ListConfigurationsCommandOutput>((input, call) => {
    const { page, ...rest } = paginate(call.account.table(configurations).all(), input);
    return { Configurations: page.map(toConfiguration), ...rest };
  }),
  ListConfigurationRevisions: read<
    ListConfigurationRevisionsCommandInput,
    ListConfigurationRevisionsCommandOutput
  >((input, call) => {
    const { page, ...rest } = paginate(getConfiguration(call, input.Arn).revisions, input);
    return { Revisions: page.map(toRevision), ...rest };
  }),
};
