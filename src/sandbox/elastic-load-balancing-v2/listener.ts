import type {
  CreateListenerCommandInput,
  CreateListenerCommandOutput,
  DeleteListenerCommandInput,
  DeleteListenerCommandOutput,
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  Listener,
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { findCertificate } from "../acm/certificate.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { toActions } from "./action.ts";
import {
  getByArn,
  invalid,
  mergeTags,
  newPart,
  paginate,
  refuseUnmodelled,
  selectRows,
} from "./identifier.ts";
import { KINDS } from "./kinds.ts";
import { removeListener } from "./load-balancer.ts";
import { loadBalancingOffers } from "./offers.ts";
import { type LoadBalancer, listeners, type Listener as Row } from "./tables.ts";

const SETTINGS: readonly string[] = ["Port", "Protocol", "SslPolicy", "Certificates", "DefaultActions"];

function toListener(row: Row): Listener {
  return {
    ListenerArn: row.id,
    LoadBalancerArn: row.loadBalancer,
    Port: row.port,
    Protocol: row.protocol,
    ...(row.certificate === undefined ? {} : { Certificates: [{ CertificateArn: row.certificate }] }),
    ...(row.sslPolicy === undefined ? {} : { SslPolicy: row.sslPolicy }),
    DefaultActions: row.actions.map((action) => ({ ...action })),
  };
}

type Security = Pick<Row, "protocol" | "certificate" | "sslPolicy">;

function toSecurity(call: Call, input: ModifyListenerCommandInput, present?: Security): Security {
  const protocol = input.Protocol ?? present?.protocol;
  if (protocol === "HTTPS") return toHttps(call, input, present);
  if (protocol !== "HTTP") throw new SandboxError("sandbox has listeners of HTTP and HTTPS only");
  if (input.Certificates !== undefined || input.SslPolicy !== undefined)
    throw new Refusal(
      "InvalidConfigurationRequestException",
      "Certificates and security policies can only be specified for HTTPS listeners",
    );
  return { protocol };
}

/** Certificates are of this region, and issued. Source: API reference, CreateListener. */
function toHttps(call: Call, input: ModifyListenerCommandInput, present: Security | undefined): Security {
  const certificate = input.Certificates?.[0]?.CertificateArn ?? present?.certificate;
  if (certificate === undefined) throw invalid("A certificate must be specified for HTTPS listeners");
  if (!certificate.startsWith(`arn:${call.partition}:acm:${call.region}:`))
    throw new Refusal("CertificateNotFoundException", `Certificate ARN '${certificate}' is not valid`);
  if ((findCertificate(call, certificate)?.status ?? "ISSUED") !== "ISSUED")
    throw new Refusal(
      "UnsupportedCertificate",
      `The certificate '${certificate}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    );
  const { sslPolicies } = call.account.offers(loadBalancingOffers);
  const sslPolicy = input.SslPolicy ?? present?.sslPolicy ?? sslPolicies[0] ?? "";
  if (!sslPolicies.includes(sslPolicy))
    throw new Refusal("SSLPolicyNotFoundException", `SSL policy '${sslPolicy}' not found`);
  return { protocol: "HTTPS", certificate, sslPolicy };
}

const listenersOf = (call: Call, balancer: LoadBalancer): readonly Row[] =>
  call.account
    .table(listeners)
    .all()
    .filter(({ loadBalancer }) => loadBalancer === balancer.id);

/** A repeated create with the same settings is answered with what is there. Source: API reference, CreateListener. */
function findSame(
  call: Call,
  balancer: LoadBalancer,
  wanted: Security & Pick<Row, "port" | "actions">,
): Row | undefined {
  const present = listenersOf(call, balancer).find(({ port }) => port === wanted.port);
  if (present === undefined) return undefined;
  const members = Object.keys(wanted) as (keyof typeof wanted)[];
  if (members.every((member) => JSON.stringify(present[member]) === JSON.stringify(wanted[member])))
    return present;
  throw new Refusal(
    "DuplicateListenerException",
    `A listener already exists on this port for this load balancer '${balancer.id}'`,
  );
}

function create(
  input: CreateListenerCommandInput,
  call: Call,
): Omit<CreateListenerCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateListener", input, [...SETTINGS, "LoadBalancerArn", "Tags"]);
  const balancer = getByArn(call, KINDS.loadBalancer, input.LoadBalancerArn);
  const port = input.Port ?? 0;
  if (port < 1 || port > 65_535) throw invalid("A port from 1 to 65535 must be specified");
  const security = toSecurity(call, { ...input, ListenerArn: undefined });
  const actions = toActions(call, input.DefaultActions, balancer);
  const tags = mergeTags({}, input.Tags);
  const same = findSame(call, balancer, { port, ...security, actions });
  if (same !== undefined) return { Listeners: [toListener(same)] };
  const { listenersPerLoadBalancer } = call.account.offers(loadBalancingOffers).quotas;
  if (listenersOf(call, balancer).length >= listenersPerLoadBalancer)
    throw new Refusal("TooManyListenersException", "The limit on the number of listeners has been reached.");
  const row = call.account.table(listeners).insert({
    id: `${balancer.id.replace(":loadbalancer/", ":listener/")}/${newPart()}`,
    createdAt: call.account.clock.now(),
    loadBalancer: balancer.id,
    port,
    ...security,
    actions,
    tags,
  });
  return { Listeners: [toListener(row)] };
}

function modify(
  input: ModifyListenerCommandInput,
  call: Call,
): Omit<ModifyListenerCommandOutput, "$metadata"> {
  refuseUnmodelled("ModifyListener", input, [...SETTINGS, "ListenerArn"]);
  const row = getByArn(call, KINDS.listener, input.ListenerArn);
  const balancer = getByArn(call, KINDS.loadBalancer, row.loadBalancer);
  const port = input.Port ?? row.port;
  if (listenersOf(call, balancer).some((other) => other.id !== row.id && other.port === port))
    throw new Refusal(
      "DuplicateListenerException",
      `A listener already exists on this port for this load balancer '${balancer.id}'`,
    );
  const { protocol, certificate, sslPolicy } = toSecurity(call, input, row);
  const actions =
    input.DefaultActions === undefined ? row.actions : toActions(call, input.DefaultActions, balancer);
  const changes = { port, protocol, certificate, sslPolicy, actions };
  return { Listeners: [toListener(call.account.table(listeners).update(row.id, changes))] };
}

function describeAll(
  input: DescribeListenersCommandInput,
  call: Call,
): Omit<DescribeListenersCommandOutput, "$metadata"> {
  const { LoadBalancerArn: balancer, ListenerArns: arns } = input;
  if (balancer === undefined && (arns ?? []).length === 0)
    throw invalid("You must specify either listener ARNs or a load balancer ARN");
  if (balancer !== undefined) getByArn(call, KINDS.loadBalancer, balancer);
  const found = selectRows(call, KINDS.listener, { arns }).filter(
    ({ loadBalancer }) => balancer === undefined || loadBalancer === balancer,
  );
  const { rows, marker } = paginate(call, found, input);
  return { Listeners: rows.map(toListener), NextMarker: marker };
}

/** Elastic Load Balancing's calls on listeners. */
export const listenerOperations = {
  CreateListener: change<CreateListenerCommandInput, CreateListenerCommandOutput>(create),
  DeleteListener: change<DeleteListenerCommandInput, DeleteListenerCommandOutput>((input, call) => {
    removeListener(call, getByArn(call, KINDS.listener, input.ListenerArn).id);
    return {};
  }),
  DescribeListeners: read<DescribeListenersCommandInput, DescribeListenersCommandOutput>(describeAll),
  ModifyListener: change<ModifyListenerCommandInput, ModifyListenerCommandOutput>(modify),
};
