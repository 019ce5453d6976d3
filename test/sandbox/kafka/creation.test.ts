import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import {
  CreateClusterV2Command,
  type CreateClusterV2CommandInput,
  DeleteClusterCommand,
  DescribeClusterCommand,
  DescribeClusterV2Command,
  GetBootstrapBrokersCommand,
  ListClustersCommand,
  ListClustersV2Command,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import {
  CREATED,
  type Ground,
  type KafkaPractice,
  makeConfiguration,
  makeGround,
  makeStanding,
  practiseKafka,
  requestFor,
} from "./cluster.ts";

const send = ({ kafka }: KafkaPractice, input: CreateClusterV2CommandInput) =>
  kafka.send(new CreateClusterV2Command(input));

async function interfacesOf({ ec2 }: KafkaPractice) {
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
  return NetworkInterfaces;
}

describe("a cluster in the sandbox", () => {
  it("is CREATING for half an hour, then ACTIVE, and told in both versions of the API", async () => {
    const practice = practiseKafka();
    const ground = await makeGround(practice);
    const { ClusterArn = "", State } = await send(practice, {
      ...requestFor(ground),
      Tags: { team: "sale" },
    });
    expect(State).toBe("CREATING");
    practice.pass(1600);
    expect((await practice.look(ClusterArn)).State).toBe("CREATING");
    practice.pass(101);
    expect(await practice.look(ClusterArn)).toMatchObject({
      ClusterName: "flashsale-kafka",
      ClusterType: "PROVISIONED",
      State: "ACTIVE",
      Tags: { team: "sale" },
      Provisioned: {
        NumberOfBrokerNodes: 3,
        BrokerNodeGroupInfo: {
          ClientSubnets: ground.subnetIds.slice(0, 3),
          SecurityGroups: [ground.groupId],
        },
        CurrentBrokerSoftwareInfo: { KafkaVersion: "3.8.x" },
        EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS", InCluster: true } },
        ZookeeperConnectString: expect.stringContaining(":2181") as string,
      },
    });
    const { ClusterInfo } = await practice.kafka.send(new DescribeClusterCommand({ ClusterArn }));
    expect(ClusterInfo).toMatchObject({ ClusterName: "flashsale-kafka", NumberOfBrokerNodes: 3 });
  });

  it("lets clients talk in plain text unless it is told not to", async () => {
    const practice = practiseKafka();
    const { arn } = await makeStanding(practice, { EncryptionInfo: {} });
    const { Provisioned } = await practice.look(arn);
    expect(Provisioned?.EncryptionInfo?.EncryptionInTransit?.ClientBroker).toBe("TLS_PLAINTEXT");
  });

  it("is found by the beginning of its name", async () => {
    const practice = practiseKafka();
    await makeStanding(practice);
    const count = async (ClusterNameFilter: string) => {
      const two = await practice.kafka.send(new ListClustersV2Command({ ClusterNameFilter }));
      const one = await practice.kafka.send(new ListClustersCommand({ ClusterNameFilter }));
      return [two.ClusterInfoList?.length, one.ClusterInfoList?.length];
    };
    expect(await count("flash")).toEqual([1, 1]);
    expect(await count("kafka")).toEqual([0, 0]);
  });

  it("has brokers for TLS on 9094 once it was made, in no stable order, and none before", async () => {
    const practice = practiseKafka();
    const ground = await makeGround(practice);
    const { ClusterArn } = await send(practice, requestFor(ground));
    const brokers = () => practice.kafka.send(new GetBootstrapBrokersCommand({ ClusterArn }));
    expect((await refusalOf(brokers())).message).toBe(
      "You can't get bootstrap broker nodes for a cluster in CREATING state.",
    );
    practice.pass(CREATED);
    const seen = new Set<string>();
    for (let index = 0; index < 3; index++) {
      const told = await brokers();
      expect(told.BootstrapBrokerString).toBeUndefined();
      seen.add(told.BootstrapBrokerStringTls ?? "");
      practice.pass(1);
    }
    const sorted = new Set([...seen].map((list) => list.split(",").sort().join(",")));
    expect(sorted.size).toBe(1);
    expect(seen.size).toBeGreaterThan(1);
    expect([...sorted][0]?.split(",")[0]).toMatch(
      /^b-1\.flashsalekafka\..+\.kafka\.us-east-1\.amazonaws\.com:9094$/,
    );
  });

  it("has a network interface for each broker, which outlasts it", async () => {
    const practice = practiseKafka();
    const { arn, groupId } = await makeStanding(practice);
    const interfaces = await interfacesOf(practice);
    expect(interfaces).toHaveLength(3);
    expect(interfaces[0]).toMatchObject({
      Description: `DO NOT DELETE - Amazon MSK network interface for cluster ${arn}`,
      Groups: [{ GroupId: groupId }],
    });
    await practice.kafka.send(new DeleteClusterCommand({ ClusterArn: arn }));
    practice.pass(421);
    const gone = practice.kafka.send(new DescribeClusterV2Command({ ClusterArn: arn }));
    expect(await refusalOf(gone)).toMatchObject({
      name: "NotFoundException",
      $metadata: { httpStatusCode: 404 },
    });
    expect(await interfacesOf(practice)).toHaveLength(3);
    practice.pass(60);
    expect(await interfacesOf(practice)).toHaveLength(0);
  });

  it("ends FAILED, in MSK's words, where the account's file says so, and can then be deleted", async () => {
    const practice = practiseKafka();
    const { arn } = await makeStanding(practice);
    editAccount(practice.file, ({ tables }) => {
      const row = tables["us-east-1/Kafka/cluster"]?.[arn] as { failure?: object };
      row.failure = { code: "Internal", message: "No capacity." };
    });
    expect(await practice.look(arn)).toMatchObject({
      State: "FAILED",
      StateInfo: { Code: "Internal", Message: "No capacity." },
    });
    await practice.kafka.send(new DeleteClusterCommand({ ClusterArn: arn }));
  });

  it("cannot be deleted while it is created or already being deleted", async () => {
    const practice = practiseKafka();
    const { ClusterArn } = await send(practice, requestFor(await makeGround(practice)));
    const remove = () => practice.kafka.send(new DeleteClusterCommand({ ClusterArn }));
    const refused = await refusalOf(remove());
    expect(refused.name).toBe("BadRequestException");
    expect(refused.message).toBe("You can't delete cluster in CREATING state.");
    practice.pass(CREATED);
    await remove();
    expect((await refusalOf(remove())).message).toContain("DELETING");
  });

  it("keeps its name until it is gone", async () => {
    const practice = practiseKafka();
    const ground = await makeStanding(practice);
    expect((await refusalOf(send(practice, requestFor(ground)))).name).toBe("ConflictException");
  });
});

/** A request that MSK refuses, the parameter that it names, and its words. */
type Row = readonly [string, (ground: Ground) => CreateClusterV2CommandInput, string, RegExp];

const nodes = (ground: Ground, changes: object): CreateClusterV2CommandInput => {
  const request = requestFor(ground);
  const BrokerNodeGroupInfo = { ...request.Provisioned?.BrokerNodeGroupInfo, ...changes } as never;
  return requestFor(ground, { BrokerNodeGroupInfo });
};

const ROWS: readonly Row[] = [
  [
    "three brokers in two zones",
    (ground) => nodes(ground, { ClientSubnets: ground.subnetIds.slice(0, 2) }),
    "numberOfBrokerNodes",
    /must be a multiple of Availability Zones in the Client Subnets parameter/,
  ],
  [
    "one subnet",
    (ground) => nodes(ground, { ClientSubnets: ground.subnetIds.slice(0, 1) }),
    "clientSubnets",
    /Specify either two or three client subnets/,
  ],
  [
    "a subnet in a zone without brokers",
    (ground) => nodes(ground, { ClientSubnets: ground.subnetIds.slice(1) }),
    "clientSubnets",
    /unsupported availability zones: \[us-east-1e\]/,
  ],
  [
    "a subnet that is not there",
    (ground) => nodes(ground, { ClientSubnets: [...ground.subnetIds.slice(0, 2), "subnet-1"] }),
    "clientSubnets",
    /'subnet-1' does not exist/,
  ],
  [
    "a group that is not there",
    (ground) => nodes(ground, { SecurityGroups: ["sg-1"] }),
    "securityGroups",
    /'sg-1' does not exist/,
  ],
  [
    "an unknown type",
    (ground) => nodes(ground, { InstanceType: "kafka.x.y" }),
    "instanceType",
    /kafka\.x\.y/,
  ],
  [
    "too much storage",
    (ground) => nodes(ground, { StorageInfo: { EbsStorageInfo: { VolumeSize: 16_385 } } }),
    "volumeSize",
    /from 1 to 16384/,
  ],
  [
    "the guide's version",
    (ground) => requestFor(ground, { KafkaVersion: "3.5.1" }),
    "kafkaVersion",
    /Unsupported KafkaVersion \[3\.5\.1\]\. Valid values: \[3\.7\.x/,
  ],
  [
    "more brokers than a cluster with ZooKeeper may have",
    (ground) => requestFor(ground, { NumberOfBrokerNodes: 33 }),
    "numberOfBrokerNodes",
    /maximum number of brokers/,
  ],
  [
    "a configuration that is not there",
    (ground) => requestFor(ground, { ConfigurationInfo: { Arn: "arn", Revision: 1 } }),
    "arn",
    /Configuration ARN does not exist/,
  ],
  [
    "a name with an underscore",
    (ground) => ({ ...requestFor(ground), ClusterName: "a_b" }),
    "clusterName",
    /letters, digits and hyphens/,
  ],
];

describe("what the sandbox refuses of a cluster as MSK does", () => {
  it.each(ROWS)("%s", async (_, request, parameter, words) => {
    const practice = practiseKafka();
    const refused = await refusalOf(send(practice, request(await makeGround(practice))));
    expect(refused).toMatchObject({ name: "BadRequestException", InvalidParameter: parameter });
    expect(refused.message).toMatch(words);
    expect(await interfacesOf(practice)).toEqual([]);
  });

  it("a configuration for other versions", async () => {
    const practice = practiseKafka();
    const Arn = await makeConfiguration(practice);
    const request = requestFor(await makeGround(practice), {
      KafkaVersion: "3.9.x",
      ConfigurationInfo: { Arn, Revision: 1 },
    });
    expect((await refusalOf(send(practice, request))).message).toContain("does not support");
  });
});
