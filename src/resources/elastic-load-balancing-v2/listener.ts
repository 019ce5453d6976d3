import {
  type Certificate,
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  type Listener,
  ModifyListenerCommand,
  paginateDescribeListeners,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Scope, Tags } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { collect, idFrom, ignoreAbsent, orAbsent, resourceType } from "../type.ts";
import { type Action, fromActions, toActions } from "./actions.ts";
import { onceKnown } from "./fresh.ts";
import { findBalancers } from "./load-balancer.ts";
import { changeTags, type KnownTags, shareTags, withTags } from "./tagging.ts";

/** What a listener is asked to be: a port of a load balancer and what happens to the requests that come there. */
export type ListenerProps = {
  loadBalancerArn: string;
  /** By which it is found while nothing is known of the load balancer but its name. */
  loadBalancerName: string;
  /** 1 to 65535. */
  port: number;
  protocol: "HTTP" | "HTTPS";
  /** What happens to requests that no rule is for. */
  action: Action;
  /** ARN of the certificate that it shows; for HTTPS. */
  certificateArn?: string;
  /** Which versions and ciphers of TLS it speaks, such as `ELBSecurityPolicy-TLS13-1-2-2021-06`; for HTTPS. */
  sslPolicy?: string;
  tags: Tags;
};

export type ListenerAttributes = { listenerArn: string };

type ObservedListener = Observed<ListenerProps, ListenerAttributes>;

const toName = (loadBalancerArn: string, port: number): string => `${loadBalancerArn} ${port}`;

/** The listeners of a load balancer; none if there is no such load balancer. */
export async function findListeners(aws: Aws, loadBalancerArn: string): Promise<Listener[]> {
  const pages = paginateDescribeListeners(
    { client: aws.safe.loadBalancing },
    { LoadBalancerArn: loadBalancerArn },
  );
  const read = (): Promise<Listener[]> => collect(pages, (page) => page.Listeners);
  return (await orAbsent(read, "LoadBalancerNotFound", "ListenerNotFound")) ?? [];
}

/** The ARNs that natural keys begin with. */
export const arnsIn = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.split(" ")[0] ?? "")),
];

/** ARNs of the load balancers whose listeners are looked for: as their natural keys tell, else found by name. */
async function balancersOf(
  aws: Aws,
  { wanted = [], share }: Scope,
  keys: readonly string[],
): Promise<string[]> {
  if (keys.length > 0) return arnsIn(keys);
  const names = textsOf(wanted, "loadBalancerName");
  const find = (name: string) =>
    share(`elb:${name}`, async () =>
      (await findBalancers(aws, { Names: [name] })).flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []),
    );
  return (await Promise.all(names.map(find))).flat();
}

/** The different texts that a prop is wanted to be. */
const textsOf = (wanted: readonly Readonly<Record<string, unknown>>[], prop: string): string[] => [
  ...new Set(wanted.map((props) => props[prop]).filter((value) => typeof value === "string")),
];

/** The listeners of load balancers, each load balancer asked for once in a look. */
export async function shareListeners(
  aws: Aws,
  scope: Scope,
  keys: readonly string[] = [],
): Promise<Listener[]> {
  const arns = await balancersOf(aws, scope, keys);
  const read = (arn: string) => scope.share(`elb:listeners:${arn}`, () => findListeners(aws, arn));
  return (await Promise.all(arns.map(read))).flat();
}

async function toObserved(
  aws: Aws,
  found: readonly Listener[],
  known?: KnownTags,
): Promise<ObservedListener[]> {
  const tagged = await withTags(aws, { found, known, arnOf: ({ ListenerArn }) => ListenerArn });
  return tagged.map(([listener, tags]) => describe(listener, tags));
}

async function findListener(aws: Aws, arn: string): Promise<ObservedListener | undefined> {
  const command = new DescribeListenersCommand({ ListenerArns: [arn] });
  const read = async () => (await aws.safe.loadBalancing.send(command)).Listeners;
  const found = await orAbsent(read, "ListenerNotFound", "LoadBalancerNotFound");
  return (await toObserved(aws, found ?? []))[0];
}

function describe(listener: Listener, tags: Tags): ObservedListener {
  const { ListenerArn: listenerArn = "", LoadBalancerArn: loadBalancerArn = "", Port: port = 0 } = listener;
  const action = fromActions(listener.DefaultActions);
  const certificateArn = listener.Certificates?.[0]?.CertificateArn;
  return {
    id: listenerArn,
    name: toName(loadBalancerArn, port),
    condition: "standing",
    status: "available",
    props: {
      loadBalancerArn,
      port,
      protocol: listener.Protocol as ListenerProps["protocol"],
      ...(action === undefined ? {} : { action }),
      ...(certificateArn === undefined ? {} : { certificateArn }),
      ...(listener.SslPolicy === undefined ? {} : { sslPolicy: listener.SslPolicy }),
      tags,
    },
    attributes: { listenerArn },
    tags,
  };
}

const toCertificates = (arn: string | undefined): { Certificates?: Certificate[] } =>
  arn === undefined ? {} : { Certificates: [{ CertificateArn: arn }] };

const toPolicy = (policy: string | undefined): { SslPolicy?: string } =>
  policy === undefined ? {} : { SslPolicy: policy };

/** A port of the load balancer. Its port within the load balancer is its natural key. */
export const listener = resourceType<ListenerProps, ListenerAttributes>({
  name: "elastic-load-balancing-v2/listener",
  title: "listener",
  repeat: "name",
  proof: "tags",
  compare: {
    loadBalancerArn: "exact",
    loadBalancerName: "unmanaged",
    port: "exact",
    protocol: "exact",
    action: "exact",
    certificateArn: "exact",
    sslPolicy: "exact",
    tags: "subset",
  },
  replaceOn: ["loadBalancerArn", "port", "protocol"],
  holds: ["loadBalancerArn"],
  stable: ["listenerArn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:DeleteListener",
  ],
  nameOf: ({ loadBalancerArn, port }) =>
    loadBalancerArn === undefined || port === undefined ? undefined : toName(loadBalancerArn, port),

  async list(aws, scope) {
    const [found, known] = await Promise.all([
      shareListeners(aws, scope, scope.names),
      shareTags(aws, scope),
    ]);
    return toObserved(aws, found, known);
  },

  get: findListener,

  /** AWS answers a repeated create with the ARN of what has the port, whosever it is: so the port is looked up first. */
  async create(aws, { loadBalancerArn, port, protocol, action, certificateArn, sslPolicy, tags }) {
    if ((await findListeners(aws, loadBalancerArn)).some(({ Port }) => Port === port))
      throw new AlreadyExists(new Error(`Port ${port} of ${loadBalancerArn} has a listener.`));
    const command = new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Port: port,
      Protocol: protocol,
      ...toCertificates(certificateArn),
      ...toPolicy(sslPolicy),
      DefaultActions: toActions(action),
      Tags: toTagList(tags),
    });
    const { Listeners } = await onceKnown(aws, () =>
      asAlreadyExists(() => aws.once.loadBalancing.send(command)),
    );
    return { id: idFrom(Listeners?.[0]?.ListenerArn, "CreateListener") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findListener(aws, id), "listener", watch);
  },

  async update(aws, id, changes, { props }) {
    await changeTags(aws, id, changes);
    if (changes.every(({ prop }) => prop === "tags")) return;
    const command = new ModifyListenerCommand({
      ListenerArn: id,
      ...toCertificates(props.certificateArn),
      ...toPolicy(props.sslPolicy),
      DefaultActions: toActions(props.action),
    });
    await onceKnown(aws, () => aws.safe.loadBalancing.send(command));
  },

  async delete(aws, id) {
    const command = new DeleteListenerCommand({ ListenerArn: id });
    await ignoreAbsent(
      () => aws.safe.loadBalancing.send(command),
      "ListenerNotFound",
      "LoadBalancerNotFound",
    );
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findListener(aws, id), "listener", watch),
});
